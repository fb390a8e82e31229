import { join } from 'node:path';
import type { WorkKind } from '@patchwright/events';
import { PROJECT } from './project.ts';

/** What a service is given besides the mesh itself. */
export type Need =
  | 'github'
  | 'jira'
  | 'slack'
  | 'sentry'
  | 'model'
  | 'workspace'
  | 'policy'
  | 'inlet';

/** One service of the house, as everything that starts services reads it. */
export interface RosterEntry {
  readonly name: string;
  /** The file that Node runs, from the root of the project. */
  readonly entry: string;
  /** The work that wakes it; services without run loops of their own. */
  readonly works: readonly WorkKind[];
  /** How many processes of it run on a laptop. */
  readonly replicas: number;
  /** Pieces of work at once in one process, where it is not the service's own number. */
  readonly concurrency?: number;
  readonly needs: readonly Need[];
}

function service(
  name: string,
  works: readonly WorkKind[],
  needs: readonly Need[],
  more: Pick<Partial<RosterEntry>, 'replicas' | 'concurrency'> = {},
): RosterEntry {
  return { name, entry: `services/${name}/src/main.ts`, works, needs, replicas: 1, ...more };
}

/** The one list of services: laptop, tests and charts read it. A new service is a folder and a line here. */
export const roster: readonly RosterEntry[] = [
  service('gateway', [], ['inlet', 'policy', 'github', 'jira', 'slack', 'sentry']),
  service('scheduler', [], []),
  service('projector', [], []),
  service('discovery', ['discover'], ['github', 'jira', 'sentry', 'model', 'workspace']),
  service('planner', ['plan'], ['github', 'model', 'workspace', 'policy']),
  // Two, so that the work of one that is lost goes on at the other; one task each, so that no other is lost with it.
  service('executor', ['execute'], ['github', 'model', 'workspace', 'policy'], {
    replicas: 2,
    concurrency: 1,
  }),
  service('cicd', ['ci'], ['github', 'jira', 'model', 'workspace', 'policy']),
  service('sentry-monitor', ['monitor'], ['jira', 'sentry']),
  service('notifier', ['notify'], ['github', 'jira', 'slack']),
  service('agents', ['inquire'], ['github', 'jira', 'slack', 'model', 'workspace']),
];

/** The entry of a service. Throws a RangeError for a name that the roster does not have. */
export function rosterEntry(name: string): RosterEntry {
  const entry = roster.find((one) => one.name === name);
  if (entry !== undefined) return entry;
  const known = roster.map((one) => one.name).join(', ');
  throw new RangeError(`there is no service "${name}"; there are ${known}`);
}

/** The absolute path of a service's file. */
export function entryPath(entry: RosterEntry): string {
  return join(PROJECT, entry.entry);
}
