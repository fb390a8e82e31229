import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { TicketKey } from './ticket-key.ts';
import { type JiraWorld, projectOf } from './world.ts';

/** Comments on a ticket. */
export const addComment = defineTool({
  name: 'add_comment',
  title: 'Comment',
  description: 'Comments on an issue.',
  effect: 'adds',
  input: z.object({
    issue: TicketKey,
    body: z.string().min(1).max(30_000).describe('Plain text or wiki markup.'),
  }),
  async run(world: JiraWorld<'ensureComment'>, { issue, body }) {
    world.projects.demand(projectOf(issue));
    return world.jira.ensureComment({ key: world.intent, ticket: issue, body });
  },
});
