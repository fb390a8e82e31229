import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { TicketKey } from './ticket-key.ts';
import { type JiraWorld, projectOf } from './world.ts';

/** Reads a ticket with its comments. */
export const getIssue = defineTool({
  name: 'get_issue',
  title: 'Get an issue',
  description: 'Reads an issue with its comments, oldest first. Texts are plain.',
  effect: 'reads',
  input: z.object({ issue: TicketKey }),
  async run(world: JiraWorld<'getTicket'>, { issue }) {
    world.projects.demand(projectOf(issue));
    return world.jira.getTicket({ ticket: issue });
  },
});
