import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { Labels } from './ticket-key.ts';
import type { JiraWorld } from './world.ts';

/** Makes a ticket. */
export const createIssue = defineTool({
  name: 'create_issue',
  title: 'Create an issue',
  description: 'Makes an issue.',
  effect: 'adds',
  input: z.object({
    project: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'is a key like SHOP'),
    type: z.string().min(1).max(100).default('Task').describe('Bug, Task, Story, …'),
    summary: z.string().min(1).max(250),
    description: z.string().max(30_000).default('').describe('Plain text or wiki markup.'),
    labels: Labels.default([]),
    priority: z.string().max(100).optional(),
  }),
  async run(world: JiraWorld<'ensureTicket'>, { priority, ...fields }) {
    world.projects.demand(fields.project);
    const { ticket, url } = await world.jira.ensureTicket({
      key: world.intent,
      ...fields,
      ...(priority === undefined ? {} : { priority }),
    });
    return { issue: ticket, url };
  },
});
