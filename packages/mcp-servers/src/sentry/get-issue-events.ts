import { z } from 'zod';
import { upTo } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import { IssueId, issueWithinReach, type SentryWorld } from './world.ts';

/** Reads occurrences of a production error. */
export const getIssueEvents = defineTool({
  name: 'get_issue_events',
  title: 'List events',
  description: 'Reads occurrences of an issue, newest first, each with its stack trace.',
  effect: 'reads',
  input: z.object({ issue: IssueId, limit: upTo(50, 5) }),
  async run(world: SentryWorld<'getIssue' | 'listEvents'>, { issue, limit }) {
    await issueWithinReach(world, issue);
    return world.sentry.listEvents({ id: issue, limit });
  },
});
