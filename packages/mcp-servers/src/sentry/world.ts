import type { ErrorIssue, Sentry } from '@patchwright/outside';
import { z } from 'zod';
import type { Scope } from '../scope.ts';

/** What a tool of the Sentry server may touch: the named methods, within its reach. */
export interface SentryWorld<Methods extends keyof Sentry = keyof Sentry> {
  readonly sentry: Pick<Sentry, Methods>;
  readonly projects: Scope;
  /** The intent of the call's effect. */
  readonly intent: string;
}

/** An issue's number. */
export const IssueId = z
  .string()
  .regex(/^[0-9]{1,30}$/, 'is a number, as list_issues answers it')
  .describe('Id of the issue, as list_issues answers it.');

/** The issue, when its project is within reach. Throws an Error when it is not. */
export async function issueWithinReach(
  world: SentryWorld<'getIssue'>,
  id: string,
): Promise<ErrorIssue> {
  const issue = await world.sentry.getIssue({ id });
  world.projects.demand(issue.project);
  return issue;
}
