import type { Mesh } from '@patchwright/local';
import type { GitHubState, JiraState, SeenRequest, SlackState } from '@patchwright/stand-ins';

const BOT = 'patchwright[bot]';

/** The outside world after the stories: what we changed in it, and what we said in it. */
export interface LeftHouse {
  readonly github: GitHubState;
  readonly jira: JiraState;
  readonly slack: SlackState;
  /** Requests that change something, `METHOD path` each. */
  readonly writes: readonly string[];
  /** What we said, by where it stands: the system, and the place there. */
  readonly said: Readonly<Record<string, string>>;
  /** The messages of our commits. */
  readonly commits: readonly string[];
}

/** Reads the outside world. */
export async function leftHouse(mesh: Mesh): Promise<LeftHouse> {
  const { control } = mesh;
  const github = await control.read<GitHubState>('/state/github');
  const jira = await control.read<JiraState>('/state/jira');
  const slack = await control.read<SlackState>('/state/slack');
  const { requests } = await control.read<{ readonly requests: readonly SeenRequest[] }>(
    '/requests',
  );
  const pulls = github.repositories.flatMap(({ fullName, pullRequests }) =>
    pullRequests.map((pull) => ({ ...pull, repository: fullName })),
  );
  const commits: string[] = [];
  for (const { repository, number } of pulls) {
    const listed = await fetch(
      `${mesh.outside.github}/repos/${repository}/pulls/${number}/commits`,
      {
        headers: { authorization: `Bearer ${mesh.circumstances.secrets.githubToken}` },
      },
    );
    const all = (await listed.json()) as readonly {
      readonly commit: { readonly message: string };
    }[];
    commits.push(...all.map(({ commit }) => commit.message));
  }
  return {
    github,
    jira,
    slack,
    commits,
    writes: requests
      .filter(({ method, target }) => method !== 'GET' && target !== 'model')
      .map(({ method, target, url }) => `${target} ${method} ${url.replace(/\?.*$/, '')}`),
    said: {
      ...Object.fromEntries(
        pulls.flatMap(({ repository, title, body }) => [
          [`GitHub: the title of ${repository}'s pull request`, title],
          [`GitHub: the body of ${repository}'s pull request`, body ?? ''],
        ]),
      ),
      ...Object.fromEntries(
        github.repositories.flatMap(({ fullName, comments, checkRuns }) => [
          ...comments
            .filter(({ user }) => user === BOT)
            .map(({ id, body }) => [`GitHub: comment ${id} on ${fullName}`, body]),
          ...checkRuns.map(({ id, output }) => [
            `GitHub: check ${id} of ${fullName}`,
            JSON.stringify(output),
          ]),
        ]),
      ),
      ...Object.fromEntries(
        jira.issues.flatMap(({ key, comments, description, summary }) => [
          // What people wrote is theirs; the ticket of an error is ours.
          ...(key.startsWith('OPS-')
            ? [[`Jira: ${key}`, JSON.stringify([summary, description])]]
            : []),
          ...comments
            .filter(({ author }) => author !== 'mallory')
            .map(({ id, body }) => [`Jira: comment ${id} on ${key}`, JSON.stringify(body)]),
        ]),
      ),
      ...Object.fromEntries(
        slack.messages.map(({ ts, text, blocks }) => [
          `Slack: message ${ts}`,
          JSON.stringify([text, blocks]),
        ]),
      ),
    },
  };
}
