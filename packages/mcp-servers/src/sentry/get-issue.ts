import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { IssueId, issueWithinReach, type SentryWorld } from './world.ts';

/** Reads a production error. */
export const getIssue = defineTool({
  name: 'get_issue',
  title: 'Get an issue',
  description: 'Reads an issue: what it is, how often it occurs and since when.',
  effect: 'reads',
  input: z.object({ issue: IssueId }),
  async run(world: SentryWorld<'getIssue'>, { issue }) {
    return issueWithinReach(world, issue);
  },
});
