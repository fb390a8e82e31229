import { probeSentry, readSentrySettings } from '@patchwright/outside';
import { addressFault } from './answers.ts';
import { type Connected, doorOf, type Ground, settingsOf } from './connection.ts';

/** What the command line says of Sentry. */
export interface SentryOptions {
  readonly site?: string;
  readonly org?: string;
  readonly projects?: string;
}

/** Connects Sentry by the token of an internal integration. Throws a CommandFault when something is missing. */
export async function connectSentry(ground: Ground, options: SentryOptions): Promise<Connected> {
  const { answers, there, publicUrl } = ground;
  const site = await answers.of({
    name: 'SENTRY_URL',
    question: 'Address of Sentry, where it is not sentry.io',
    given: options.site,
    optional: true,
    fault: addressFault,
  });
  const organization = await answers.of({
    name: 'SENTRY_ORG',
    question: 'Slug of the organisation',
    given: options.org,
  });
  const projects = await answers.of({
    name: 'SENTRY_PROJECTS',
    question: 'Slugs of the projects that are watched, with commas',
    given: options.projects,
    optional: true,
  });
  const token = await answers.of({
    name: 'SENTRY_AUTH_TOKEN',
    question: 'Token of the internal integration',
    secret: true,
  });
  const signing = await answers.of({
    name: 'SENTRY_WEBHOOK_SECRET',
    question: 'Its client secret, which signs the webhooks',
    secret: true,
    optional: true,
  });
  const own = settingsOf({ SENTRY_URL: site, SENTRY_ORG: organization, SENTRY_AUTH_TOKEN: token });
  const slugs = (projects ?? '').split(',').map((slug) => slug.trim());
  const probe = await probeSentry(
    readSentrySettings({ ...there, ...own }),
    slugs.filter((slug) => slug !== ''),
  );
  return {
    settings: settingsOf({
      ...own,
      SENTRY_PROJECTS: projects,
      SENTRY_WEBHOOK_SECRET: signing,
    }),
    findings: probe.findings,
    byHand: [
      `In Sentry, under Settings, Developer Settings, give the internal integration the webhook address ${doorOf(publicUrl, '/webhooks/sentry')}`,
      'and the webhook "issue", and make it an alert rule action. Its client secret is SENTRY_WEBHOOK_SECRET.',
    ],
  };
}
