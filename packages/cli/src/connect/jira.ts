import { randomBytes } from 'node:crypto';
import { probeJira, readJiraSettings } from '@patchwright/outside';
import { addressFault } from './answers.ts';
import { type Connected, doorOf, type Ground, settingsOf } from './connection.ts';

/** What the command line says of Jira. */
export interface JiraOptions {
  readonly site?: string;
  readonly email?: string;
  readonly project?: string;
}

/** Connects Jira by an API token of the cloud, or a token of a Data Center. Throws a CommandFault when something is missing. */
export async function connectJira(ground: Ground, options: JiraOptions): Promise<Connected> {
  const { answers, there, publicUrl } = ground;
  const site = await answers.of({
    name: 'JIRA_URL',
    question: 'Address of Jira, such as https://acme.atlassian.net',
    given: options.site,
    fault: addressFault,
  });
  const email = await answers.of({
    name: 'JIRA_EMAIL',
    question: 'E-mail address of the account; none for a Data Center’s personal access token',
    given: options.email,
    optional: true,
  });
  const credential = email === undefined ? 'JIRA_TOKEN' : 'JIRA_API_TOKEN';
  const token = await answers.of({ name: credential, question: 'Its token', secret: true });
  const project = await answers.of({
    name: 'JIRA_PROJECT',
    question: 'Key of the project in which errors are filed',
    given: options.project,
    optional: true,
  });
  const own = settingsOf({ JIRA_URL: site, JIRA_EMAIL: email, [credential]: token });
  const { JIRA_EMAIL: _before, ...rest } = there;
  const probe = await probeJira(readJiraSettings({ ...rest, ...own }), project);
  return {
    settings: settingsOf({
      ...own,
      JIRA_PROJECT: project,
      JIRA_WEBHOOK_SECRET: there.JIRA_WEBHOOK_SECRET || randomBytes(32).toString('hex'),
      PATCHWRIGHT_JIRA_ACCOUNT: probe.identity,
    }),
    findings: probe.findings,
    byHand: [
      `In Jira, under System, WebHooks, make a webhook to ${doorOf(publicUrl, '/webhooks/jira')}`,
      'with the events Issue created, Issue updated and Comment created, and the secret that stands as JIRA_WEBHOOK_SECRET in the file.',
    ],
  };
}
