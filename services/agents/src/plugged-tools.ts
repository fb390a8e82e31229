import { type AgentCard, grantedTools, isForPeopleOnly, type Tool } from '@patchwright/agent';
import type { Subject } from './subject.ts';
import type { AgentsSettings, AgentsWorld } from './world.ts';

/**
 * The tools of MCP servers that an agent has, by its own file and the operator's. None of them decides for people, and none reaches
 * another repository than the inquiry's, whatever the server would allow.
 */
export async function pluggedTools(
  card: AgentCard,
  { inquiry, repository }: Subject,
  world: Pick<AgentsWorld, 'mcp'>,
  settings: Pick<AgentsSettings, 'granted'>,
): Promise<readonly Tool<Record<string, unknown>>[]> {
  const allow = [
    ...card.tools.filter((name) => name.includes('/')),
    ...(settings.granted[card.name] ?? []),
  ];
  const tools = await grantedTools(world, { allow, key: `${inquiry.id}/${card.name}` });
  return tools
    .filter(({ name }) => !isForPeopleOnly(name))
    .map((tool) => ({
      ...tool,
      async run(input) {
        const named = repositoryIn(input);
        if (named !== undefined && named.toLowerCase() !== repository?.toLowerCase()) {
          throw new Error(
            `${named} is not what was asked about: ${repository ?? 'no repository'} is`,
          );
        }
        return tool.run(input);
      },
    }));
}

/** The repository that a call names, as servers of ours and of others ask for it. */
function repositoryIn(input: Readonly<Record<string, unknown>>): string | undefined {
  const { repository, repo, owner } = input;
  if (typeof repository === 'string') return repository;
  if (typeof owner === 'string') return `${owner}/${typeof repo === 'string' ? repo : '*'}`;
  return typeof repo === 'string' ? repo : undefined;
}
