import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { IssueId, issueWithinReach, type SentryWorld } from './world.ts';

/** Marks a production error as mended. */
export const resolveIssue = defineTool({
  name: 'resolve_issue',
  title: 'Resolve an issue',
  description: 'Marks an issue as resolved. Sentry opens it again when it recurs.',
  effect: 'settles',
  input: z.object({ issue: IssueId }),
  async run(world: SentryWorld<'getIssue' | 'ensureResolved'>, { issue }) {
    await issueWithinReach(world, issue);
    const { status } = await world.sentry.ensureResolved({ key: world.intent, id: issue });
    return { issue, status };
  },
});
