import type { CallContext } from '@patchwright/faults';
import { createGitHubClient, type GitHubConfig } from './github/client.ts';
import { createJiraClient, type JiraConfig } from './jira/client.ts';
import { Myself } from './jira/schemas.ts';

/** The login that our comments carry on GitHub: the token's owner, or the App's bot; `undefined` when GitHub does not say. Throws the port's faults. */
export function githubLogin(
  config: GitHubConfig,
  context: CallContext,
): Promise<string | undefined> {
  return createGitHubClient(config).login(context);
}

/** By which identifier Jira knows us: an account id in the cloud, a user name elsewhere. Throws the port's faults. */
export function jiraAccount(config: JiraConfig, context: CallContext): Promise<string | undefined> {
  const client = createJiraClient(config);
  return client.ask(context, async () => {
    const me = await client.send(Myself, { url: '/rest/api/2/myself', method: 'GET' });
    return me.accountId ?? me.name;
  });
}
