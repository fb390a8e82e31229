import { type AgentCard, clean, openDesk, type Shelf, type Tool } from '@patchwright/agent';
import { taskEvents } from '@patchwright/events';
import { summarise } from '@patchwright/task';
import { z } from 'zod';
import type { Subject } from './subject.ts';
import type { AgentsWorld } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
type AnyTool = Tool<any>;

const MAX_CHARACTERS = 40_000;
const DESK: ReadonlySet<string> = new Set(['list_files', 'read_file', 'search']);
const NOTHING = z.object({});

/**
 * The tools of the house that an agent's file names. All of them only read, and only what the inquiry is about: its task, ticket, pull
 * request and repository. A tool whose subject is not there is not offered; a name that is none is left out.
 */
export async function houseTools(
  card: AgentCard,
  subject: Subject,
  world: AgentsWorld,
  { cards, shelf }: { readonly cards: readonly AgentCard[]; readonly shelf: Shelf },
): Promise<readonly AnyTool[]> {
  const desk = card.tools.some((name) => DESK.has(name)) ? await deskOf(subject, world) : [];
  const all = [
    ...ofTask(subject),
    ...ofTicket(subject, world),
    ...ofChanges(subject, world),
    ...desk,
    ...ofHouse(cards, shelf),
  ];
  return all.filter(({ name }) => card.tools.includes(name));
}

function ofTask({ task, history }: Subject): readonly AnyTool[] {
  if (task === undefined) return [];
  return [
    reading('read_task', 'Reads the task: request, plan, proofs, checks, result.', async () => {
      const { discovery, proposal, steps, ...rest } = task;
      return shown({ ...rest, discovery, plan: proposal, steps });
    }),
    reading('read_history', 'Reads what happened to the task, fact by fact.', async () =>
      history.map((event) => `${event.time} ${event.actor} ${summarise(event)}`).join('\n'),
    ),
  ];
}

function ofTicket({ ticket, task }: Subject, world: AgentsWorld): readonly AnyTool[] {
  const about = 'Reads the ticket or issue with its comments.';
  if (ticket !== undefined) {
    return [
      reading('read_ticket', about, async () => shown(await world.jira.getTicket({ ticket }))),
    ];
  }
  if (task === undefined) return [];
  return [reading('read_ticket', about, async () => clean(`${task.title}\n\n${task.description}`))];
}

function ofChanges({ pullRequest }: Subject, world: AgentsWorld): readonly AnyTool[] {
  if (pullRequest === undefined) return [];
  return [
    reading('read_changes', 'Reads the pull request and its diff.', async () => {
      const { title, body, base, headSha, author } = await world.github.getPullRequest(pullRequest);
      const { repository } = pullRequest;
      const { files } = await world.github.compare({ repository, base, head: headSha });
      const patches = files.map(
        ({ path, status, patch }) =>
          `--- ${path} (${status})\n${patch ?? '(too large, or binary)'}`,
      );
      return [clean(`${title} (by ${author})`), clean(body), ...patches].join('\n\n');
    }),
  ];
}

/** Files as they stand in the pull request, else on the default branch. */
async function deskOf(
  { repository, pullRequest }: Subject,
  world: AgentsWorld,
): Promise<readonly AnyTool[]> {
  if (repository === undefined) return [];
  const isInPull = pullRequest?.repository === repository;
  const ref = isInPull
    ? (await world.github.getPullRequest(pullRequest)).headSha
    : (await world.github.getRepository({ repository })).defaultBranch;
  const { tree } = await world.workspace.open({ repository, ref });
  return openDesk({ ...world.workspace, ...READ_ONLY }, { repository, tree }).tools;
}

/** Without rights a desk never writes or runs; should it try all the same, it cannot. */
const READ_ONLY = {
  writeFiles: async (): Promise<never> => {
    throw new Error('nothing can be written here');
  },
  run: async (): Promise<never> => {
    throw new Error('nothing can be run here');
  },
};

function ofHouse(cards: readonly AgentCard[], { skills }: Shelf): readonly AnyTool[] {
  return [
    reading('list_agents', 'Lists the agents and what each is for.', async () =>
      cards.map(({ name, description }) => `- ${name}: ${description}`).join('\n'),
    ),
    reading('list_skills', 'Lists the skills and what each is for.', async () =>
      skills.map(({ name, description }) => `- ${name}: ${description}`).join('\n'),
    ),
    reading('list_events', 'Lists the facts that can wake an agent.', async () =>
      taskEvents.map(({ type }) => type).join('\n'),
    ),
  ];
}

/** Words of people as JSON, without what people would not see of them. */
function shown(value: unknown): string {
  const cleaned = (_name: string, member: unknown) =>
    typeof member === 'string' ? clean(member) : member;
  return JSON.stringify(value, cleaned, 1);
}

function reading(name: string, description: string, read: () => Promise<string>): AnyTool {
  return {
    name,
    description,
    input: NOTHING,
    run: async () => (await read()).slice(0, MAX_CHARACTERS),
  };
}
