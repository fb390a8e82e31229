import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { Labels, TicketKey } from './ticket-key.ts';
import { type JiraWorld, projectOf } from './world.ts';

/** Changes fields of a ticket. */
export const updateIssue = defineTool({
  name: 'update_issue',
  title: 'Update an issue',
  description:
    'Sets fields of an issue; those that are not named stay. Labels replace the ones that are there.',
  effect: 'replaces',
  input: z
    .object({
      issue: TicketKey,
      summary: z.string().min(1).max(250).optional(),
      description: z.string().max(30_000).optional().describe('Plain text or wiki markup.'),
      labels: Labels.optional(),
      priority: z.string().max(100).optional(),
    })
    .refine((input) => Object.values(input).filter((value) => value !== undefined).length > 1, {
      error: 'names no field to set',
    }),
  async run(world: JiraWorld<'ensureFields'>, { issue, summary, description, labels, priority }) {
    world.projects.demand(projectOf(issue));
    const { ticket } = await world.jira.ensureFields({
      key: world.intent,
      ticket: issue,
      ...(summary === undefined ? {} : { summary }),
      ...(description === undefined ? {} : { description }),
      ...(labels === undefined ? {} : { labels }),
      ...(priority === undefined ? {} : { priority }),
    });
    return { issue: ticket };
  },
});
