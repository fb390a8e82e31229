import type { Mcp, Model } from '@patchwright/agent';
import {
  fence,
  gatherSkills,
  grantedTools,
  openDesk,
  readPrompt,
  runAgent,
  type SkillsConfig,
  skillsFor,
  stack,
  withSkills,
} from '@patchwright/agent';
import type { RecordedWorld, Work } from '@patchwright/chassis';
import { keywordsOf, parseStackTrace, rankFiles } from '@patchwright/codegraph';
import {
  type Discovery,
  DiscoveryCompleted,
  DiscoveryStarted,
  type DraftOf,
  type QuestionAsked,
  TaskEscalated,
  TicketEnriched,
} from '@patchwright/events';
import type { GitHub, Jira, Sentry } from '@patchwright/outside';
import type { Task } from '@patchwright/task';
import type { Workspace } from '@patchwright/workspace';
import { type AskingBack, askBack } from './ask-back.ts';
import { type Candidate, type CatalogueEntry, findCandidates } from './candidates.ts';
import { decide } from './decide.ts';
import { withDependencies } from './dependencies.ts';
import { analyseError, describeError } from './error-analysis.ts';
import { type Question, question } from './question.ts';
import { retrieve } from './retrieve.ts';
import { Findings } from './submissions.ts';

/** What discovery may touch. */
export interface DiscoveryWorld extends RecordedWorld {
  readonly github: GitHub;
  readonly jira: Jira;
  readonly sentry: Sentry;
  readonly workspace: Workspace;
  readonly model: Model;
  readonly mcp?: Mcp;
}

/** Settings of discovery. */
export interface DiscoverySettings {
  readonly catalogue: readonly CatalogueEntry[];
  readonly owners: readonly string[];
  readonly candidates: number;
  readonly occurrences: number;
  /** When a person is asked instead of guessing. */
  readonly asking: AskingBack;
  readonly budget: { readonly turns: number; readonly tokens: number; readonly costUsd: number };
  /** Without it the model works without skills. */
  readonly skills?: SkillsConfig;
  /** Tools of MCP servers that the model is offered; none without it. */
  readonly mcp?: readonly string[];
}

/** Every fact that discovery may state. */
export type DiscoveryDraft = DraftOf<
  | typeof DiscoveryStarted
  | typeof TicketEnriched
  | typeof DiscoveryCompleted
  | typeof QuestionAsked
  | typeof TaskEscalated
>;

const instructions = readPrompt(new URL('./prompts/discovery.md', import.meta.url));

/** A request becomes ranked places in code. */
export async function* discover(
  work: Work,
  world: DiscoveryWorld,
  settings: DiscoverySettings,
): AsyncGenerator<DiscoveryDraft> {
  const { task } = work;
  const next = decide(task);
  if (next.kind === 'ignore') return;
  if (task.status === 'requested') yield DiscoveryStarted.of({});

  const ticket =
    task.ticket?.system === 'jira'
      ? await world.jira.getTicket({ ticket: task.ticket.key })
      : undefined;
  const error =
    task.sentry === undefined
      ? undefined
      : await readError(world.sentry, task.sentry.id, settings.occurrences);
  const asked = question(task, ticket, error);
  if (next.enrich && error !== undefined && ticket !== undefined) {
    const analysis = describeError(analyseError(error.issue, error.events), error.issue.url);
    await world.jira.ensureDescriptionSection({
      key: `${task.id}/analysis`,
      ticket: ticket.key,
      title: 'Analysis',
      body: analysis,
    });
    yield TicketEnriched.of({ ticket: ticket.key, analysis });
  }

  const keywords = keywordsOf(asked.text);
  const candidates = await findCandidates(
    world.github,
    {
      hint: task.repository ?? repositoryAnswered(task, settings),
      question: asked,
      keywords,
      catalogue: settings.catalogue,
      owners: settings.owners,
    },
    settings.candidates,
  );
  const likeliest = candidates[0];
  if (likeliest === undefined) {
    const searched = settings.owners.length > 0 ? settings.owners.join(', ') : 'no owner';
    yield TaskEscalated.of({
      reason: 'no repository could be found for the request',
      diagnosis: `Neither the catalogue nor code search (${searched}) names a repository for: ${keywords.join(', ')}. Name the repository in the ticket, or add it to the catalogue.`,
    });
    return;
  }
  const { defaultBranch } = await world.github.getRepository({ repository: likeliest.name });
  const base = await world.workspace.open({ repository: likeliest.name, ref: defaultBranch });
  const files = await world.workspace.readFiles({
    repository: likeliest.name,
    tree: base.tree,
    maxFiles: MAX_FILES,
    maxBytes: MAX_BYTES,
  });
  const ranked = rankFiles({
    files,
    query: {
      keywords,
      paths: framePaths(asked),
      symbols: frameSymbols(asked),
      text: asked.text,
    },
  });
  const retrieved = retrieve(asked, candidates, ranked, keywords);
  const { question: unclear, ...discovery } = await think(
    world,
    work,
    asked,
    retrieved,
    likeliest,
    base.tree,
    settings,
  );
  const found = { discovery, repository: likeliest.name };
  const asks = askBack(
    task,
    unclear === undefined ? found : { ...found, question: unclear },
    settings.asking,
  );
  if (asks !== undefined) {
    yield asks;
    return;
  }
  const place = { repository: likeliest.name, tree: base.tree };
  yield DiscoveryCompleted.of({
    discovery: await withDependencies(world, discovery, place),
    repository: likeliest.name,
    base: { ref: defaultBranch, sha: base.commit },
  });
}

async function readError(
  sentry: Sentry,
  id: string,
  limit: number,
): Promise<NonNullable<Question['error']>> {
  const issue = await sentry.getIssue({ id });
  const events = await sentry.listEvents({ id, limit });
  return { issue, events };
}

/** The model reads the code that retrieval found and says what it thinks; when it comes to nothing, retrieval alone stands. */
async function think(
  world: DiscoveryWorld,
  work: Work,
  asked: Question,
  retrieved: Discovery,
  likeliest: Candidate,
  tree: string,
  settings: DiscoverySettings,
): Promise<Findings> {
  const base = { repository: likeliest.name, tree };
  const shelf =
    settings.skills === undefined
      ? stack()
      : await gatherSkills(world.workspace, base, settings.skills);
  const skills = skillsFor('discovery', shelf);
  const desk = openDesk(world.workspace, base);
  const key = `${work.task.id}/discovery`;
  const granted = await grantedTools(world, { allow: settings.mcp, key, readOnly: true });
  const outcome = await runAgent(world.model, {
    role: 'discovery',
    instructions: withSkills(instructions, skills),
    prompt: [
      `Task: ${work.task.id}`,
      `Repository: ${likeliest.name}`,
      fence(asked.text, 'request'),
      ...answersOf(work.task),
      fence(JSON.stringify(retrieved.relevantRepos, undefined, 2), 'what retrieval found'),
    ].join('\n\n'),
    tools: [...desk.tools, ...skills.tools, ...granted],
    submit: {
      name: 'submit_discovery',
      description: 'Hands in what was found.',
      schema: Findings,
    },
    budget: settings.budget,
  });
  return outcome.kind === 'submitted' ? outcome.result : retrieved;
}

const MAX_FILES = 2_000;
const MAX_BYTES = 200_000;

function framePaths(asked: Question): readonly string[] {
  const frames = asked.error?.events[0]?.frames.map((frame) => frame.file) ?? [];
  return [...frames, ...parseStackTrace(asked.text).map((frame) => frame.file)];
}

function frameSymbols(asked: Question): readonly string[] {
  const frames = asked.error?.events[0]?.frames.map((frame) => frame.function) ?? [];
  return [...frames, ...parseStackTrace(asked.text).map((frame) => frame.function)].filter(
    (name) => name !== '',
  );
}

/** What was asked, and what people said to it. */
function answersOf({ answers = [] }: Task): readonly string[] {
  return answers.map(({ by, question: asked, text }) =>
    fence(`Asked: ${asked}\nAnswer of ${by}: ${text}`, 'answer of a person'),
  );
}

/** A repository that an answer names, where it is one of those that are looked at anyway. */
function repositoryAnswered(
  { answers = [] }: Task,
  { catalogue, owners }: DiscoverySettings,
): string | undefined {
  const named = answers.flatMap(({ text }) => text.match(/[\w.-]+\/[\w.-]*\w/g) ?? []);
  return named.findLast(
    (name) =>
      catalogue.some((entry) => entry.name === name) || owners.includes(name.split('/')[0] ?? ''),
  );
}
