import type { Scenario } from '../scenario/scenario.ts';

/** What stories need of a mesh before it starts. */
export interface MeshNeeds {
  /** The gateway's policy file: who may act. */
  readonly policy: object;
  /** The catalogue of discovery: which repository serves which projects. */
  readonly catalogue: readonly object[];
  readonly owners: readonly string[];
  readonly jiraProjects: readonly string[];
  readonly sentryProjects: readonly string[];
  readonly slackMembers: readonly { readonly id: string; readonly name: string }[];
  readonly node: readonly string[];
  readonly python: readonly string[] | undefined;
}

/** The project of the tickets that the monitor files for errors. */
export const ERROR_PROJECT = 'OPS';

/** What these stories need together. Throws an Error when two of them mean different people by one name. */
export function needsOf(stories: readonly Scenario[]): MeshNeeds {
  const people = new Map<string, Scenario['people'][string]>();
  for (const story of stories) {
    for (const [name, person] of Object.entries(story.people)) {
      const known = people.get(name);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(person)) {
        throw new Error(`the stories do not agree on who ${name} is`);
      }
      people.set(name, person);
    }
  }
  const jira = stories.flatMap(({ trigger }) => trigger.jira?.key.split('-')[0] ?? []);
  const sentry = stories.flatMap(({ trigger }) => trigger.sentry?.project ?? []);
  const node = stories.flatMap(({ toolchain }) => toolchain.node);
  const python = stories.flatMap(({ toolchain }) => toolchain.python);
  const needsPython = stories.some((s) => s.requires.includes('python3')) || python.length > 0;
  return {
    policy: {
      // One person on a laptop both asks and approves; who did so stands in the approval all the same.
      approval: {
        name: 'laptop',
        selfApproval: true,
        ...(stories.some(({ approval }) => approval.amendments === 'ask')
          ? { amendments: 'ask' }
          : {}),
      },
      people: [
        ...[...people].map(([name, { role, ...names }]) => ({ name, ...names, roles: [role] })),
        // Whoever sits at this machine and has the API's token.
        ...(people.has('you') ? [] : [{ name: 'you', cli: 'cli', roles: ['admin'] }]),
      ],
    },
    catalogue: stories.map(({ repository, trigger }) => ({
      name: repository.name,
      jiraProjects: trigger.jira ? [trigger.jira.key.split('-')[0]] : [],
      sentryProjects: trigger.sentry ? [trigger.sentry.project] : [],
    })),
    owners: unique(stories.map(({ repository }) => repository.name.split('/')[0] ?? '')),
    jiraProjects: unique([...jira, ERROR_PROJECT]),
    sentryProjects: unique(sentry),
    slackMembers: [...people].flatMap(([name, { slack }]) =>
      slack === undefined ? [] : [{ id: slack, name }],
    ),
    node: unique(node),
    python: needsPython ? unique(python) : undefined,
  };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
