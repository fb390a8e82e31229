import { join } from 'node:path';
import { PROJECT } from './project.ts';

/** What a service is given besides the mesh itself. */
export type Need = 'github' | 'jira' | 'slack' | 'sentry' | 'model' | 'workspace' | 'inlet';

/** One service of the house, as everything that starts services reads it. */
export interface RosterEntry {
  readonly name: string;
  /** The file that Node runs, from the root of the project. */
  readonly entry: string;
  /** How many processes of it run on a laptop. */
  readonly replicas: number;
  readonly needs: readonly Need[];
}

function service(name: string, needs: readonly Need[], replicas = 1): RosterEntry {
  return { name, entry: `services/${name}/src/main.ts`, replicas, needs };
}

/** The one list of services: laptop, tests and charts read it. A new service is a folder and a line here. */
export const roster: readonly RosterEntry[] = [
  service('gateway', ['inlet', 'github', 'jira', 'slack']),
  service('scheduler', []),
  service('projector', []),
  service('discovery', ['github', 'jira', 'sentry', 'model', 'workspace']),
  service('planner', ['github', 'model', 'workspace']),
  // Two, so that the work of one that is lost goes on at the other.
  service('executor', ['github', 'model', 'workspace'], 2),
  service('cicd', ['github', 'jira', 'workspace']),
  service('sentry-monitor', ['jira', 'sentry']),
  service('notifier', ['github', 'jira', 'slack']),
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
