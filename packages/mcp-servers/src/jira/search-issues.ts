import { z } from 'zod';
import { upTo } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import { type JiraWorld, projectOf } from './world.ts';

/** Finds tickets. */
export const searchIssues = defineTool({
  name: 'search_issues',
  title: 'Search issues',
  description:
    'Finds issues by JQL, for example: project = SHOP AND status = "To Do" ORDER BY created DESC.',
  effect: 'reads',
  input: z.object({ jql: z.string().min(3).max(2_000), limit: upTo(100, 20) }),
  async run(world: JiraWorld<'searchTickets'>, { jql, limit }) {
    const found = await world.jira.searchTickets({ jql, limit });
    // Afterwards: whatever the query says, no other project's issue is answered.
    return found.filter(({ key }) => world.projects.allows(projectOf(key)));
  },
});
