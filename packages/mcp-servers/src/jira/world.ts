import type { Jira } from '@patchwright/outside';
import type { Scope } from '../scope.ts';

/** What a tool of the Jira server may touch: the named methods, within its reach. */
export interface JiraWorld<Methods extends keyof Jira = keyof Jira> {
  readonly jira: Pick<Jira, Methods>;
  readonly projects: Scope;
  /** The intent of the call's effect. */
  readonly intent: string;
}

/** The project that a ticket's key names: `SHOP` of `SHOP-42`. */
export function projectOf(ticket: string): string {
  return ticket.slice(0, ticket.lastIndexOf('-'));
}
