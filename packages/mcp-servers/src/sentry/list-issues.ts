import { z } from 'zod';
import { upTo } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { SentryWorld } from './world.ts';

/** Lists production errors. */
export const listIssues = defineTool({
  name: 'list_issues',
  title: 'List issues',
  description:
    'Lists the unresolved issues of a project that occurred lately, the most frequent first. Counts are of the last 24 hours.',
  effect: 'reads',
  input: z.object({
    project: z
      .string()
      .regex(/^[a-z0-9_-]{1,100}$/, 'is a slug like web-api')
      .describe('Slug of the project.'),
    since_hours: z.number().int().min(1).max(2_160).default(24),
    limit: upTo(100, 25),
  }),
  async run(world: SentryWorld<'listIssues'>, { project, since_hours, limit }) {
    world.projects.demand(project);
    const issues = await world.sentry.listIssues({ project, sinceHours: since_hours });
    return issues.slice(0, limit);
  },
});
