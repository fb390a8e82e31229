import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { IssueId, issueWithinReach, type SentryWorld } from './world.ts';

/** Reads the newest occurrence of a production error. */
export const getLatestEvent = defineTool({
  name: 'get_latest_event',
  title: 'Get the latest event',
  description:
    'Reads the newest occurrence of an issue: the error, its stack trace with the outermost frame first, release, environment and tags.',
  effect: 'reads',
  input: z.object({ issue: IssueId }),
  async run(world: SentryWorld<'getIssue' | 'listEvents'>, { issue }) {
    await issueWithinReach(world, issue);
    const [event] = await world.sentry.listEvents({ id: issue, limit: 1 });
    if (event === undefined) throw new Error(`The issue ${issue} has no events any more.`);
    return event;
  },
});
