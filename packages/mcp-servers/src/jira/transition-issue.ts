import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { TicketKey } from './ticket-key.ts';
import { type JiraWorld, projectOf } from './world.ts';

/** Moves a ticket in its workflow. */
export const transitionIssue = defineTool({
  name: 'transition_issue',
  title: 'Move an issue',
  description:
    'Moves an issue in its workflow, over the statuses between where there is no direct way. Answers the status that it has then, which is another where the workflow has no way.',
  effect: 'settles',
  input: z.object({ issue: TicketKey, to: z.enum(['in_progress', 'in_review', 'done']) }),
  async run(world: JiraWorld<'ensureTransition'>, { issue, to }) {
    world.projects.demand(projectOf(issue));
    const { status } = await world.jira.ensureTransition({ key: world.intent, ticket: issue, to });
    return { issue, status };
  },
});
