import {
  type AgentCard,
  type Budget,
  fence,
  gatherSkills,
  proposalFault,
  resultSchemas,
  runAgent,
  type Shelf,
  skillsFor,
  stack,
  withSkills,
} from '@patchwright/agent';
import type { Work } from '@patchwright/chassis';
import { type DraftOf, InquiryAnswered, InquiryFailed } from '@patchwright/events';
import { messageOf, NeedsHuman, Terminal } from '@patchwright/faults';
import { type Inquiry, isGivingUp } from '@patchwright/task';
import { type Asked, choose, fallback } from './decide.ts';
import { houseTools } from './house-tools.ts';
import { type Metered, metered } from './metered.ts';
import { pluggedTools } from './plugged-tools.ts';
import { render } from './render.ts';
import { type Subject, subjectOf } from './subject.ts';
import { tell } from './tell.ts';
import type { AgentsSettings, AgentsWorld } from './world.ts';

/** Every fact that an answer states. */
export type AnswerDraft = DraftOf<typeof InquiryAnswered | typeof InquiryFailed>;

/** A question becomes an answer of an agent, stated once, and told where it was asked. */
export async function* answer(
  work: Pick<Work, 'item'>,
  world: AgentsWorld,
  settings: AgentsSettings,
): AsyncGenerator<AnswerDraft> {
  const inquiry = await world.log.inquiry({ id: work.item.id });
  const { asked } = inquiry;
  if (inquiry.status !== 'asked' || asked === undefined) return;
  const meter = metered(world.model);
  const came = isGivingUp(work.item.cause)
    ? givenUp
    : await cameOf(inquiry, asked, world, meter, settings);
  const end = { ...came, usage: meter.usage() };
  if (end.kind === 'answered') {
    const { agent, text, usage } = end;
    yield InquiryAnswered.of({ agent, text, usage });
    await tell(world, inquiry, asked, text, settings.house);
    return;
  }
  const { agent, reason, usage } = end;
  yield InquiryFailed.of({ reason, usage, ...(agent === undefined ? {} : { agent }) });
  // Whom an event woke nobody waits for.
  if (asked.via !== 'event') {
    await tell(world, inquiry, asked, `No answer came of this: ${reason}`, settings.house);
  }
}

type End =
  | {
      readonly kind: 'answered';
      readonly agent: string;
      readonly text: string;
    }
  | { readonly kind: 'failed'; readonly agent?: string; readonly reason: string };

/** Work that failed time and again lies with the dead letters, where operators look. */
const givenUp: End = {
  kind: 'failed',
  reason:
    'it was tried several times and failed each time; whoever runs this was told why. Ask again later.',
};

/** What no repetition mends is an end of the inquiry too, so that whoever asked hears of it. */
async function cameOf(
  inquiry: Inquiry,
  asked: Asked,
  world: AgentsWorld,
  meter: Metered,
  settings: AgentsSettings,
): Promise<End> {
  try {
    const subject = await subjectOf(world, inquiry, asked);
    const shelf = await shelfFor(subject, world, settings);
    const chosen = await chooseFor(subject, meter, shelf, settings);
    if (typeof chosen === 'string') return { kind: 'failed', reason: chosen };
    return await ask(chosen, subject, world, meter, shelf, settings);
  } catch (thrown) {
    if (thrown instanceof NeedsHuman || thrown instanceof Terminal) {
      return { kind: 'failed', reason: messageOf(thrown) };
    }
    throw thrown;
  }
}

/** Skills of the repository are those of its default branch, never of the pull request that is asked about. */
async function shelfFor(
  { repository }: Subject,
  world: AgentsWorld,
  { skills }: AgentsSettings,
): Promise<Shelf> {
  if (repository === undefined) return stack(skills.organisation, skills.own);
  const { defaultBranch } = await world.github.getRepository({ repository });
  const { tree } = await world.workspace.open({ repository, ref: defaultBranch });
  return gatherSkills(world.workspace, { repository, tree }, skills);
}

async function chooseFor(
  subject: Subject,
  meter: Metered,
  shelf: Shelf,
  { cards, budget }: AgentsSettings,
): Promise<AgentCard | string> {
  const choice = choose(subject.asked, cards);
  if (choice.kind === 'nobody') return choice.reason;
  if (choice.kind === 'agent') return choice.card;
  const { router, among } = choice;
  const skills = skillsFor(router.name, shelf, router.skills);
  const outcome = await runAgent(meter.as(router.model), {
    role: router.name,
    instructions: withSkills(router.instructions, skills),
    prompt: [
      about(subject),
      `Agents:\n${among.map(({ name, description }) => `- ${name}: ${description}`).join('\n')}`,
    ].join('\n\n'),
    tools: skills.tools,
    submit: {
      name: 'submit_route',
      description: 'Hands in which agent is to answer.',
      schema: resultSchemas.route,
      refuse: ({ agent }) =>
        among.some(({ name }) => name === agent) ? undefined : `there is no agent ${agent}`,
    },
    budget: within(router.budget, budget),
  });
  const name = outcome.kind === 'submitted' ? outcome.result.agent : undefined;
  return (
    among.find((card) => card.name === name) ??
    fallback(among) ??
    'no agent could be chosen for the question'
  );
}

async function ask(
  card: AgentCard,
  subject: Subject,
  world: AgentsWorld,
  meter: Metered,
  shelf: Shelf,
  settings: AgentsSettings,
): Promise<End> {
  const { cards, budget, hosts } = settings;
  const skills = skillsFor(card.name, shelf, card.skills);
  const reading = card.tools.includes('read_skill') && skills.tools.length === 0;
  const all = reading
    ? skillsFor(
        card.name,
        shelf,
        shelf.skills.map(({ name }) => name),
      )
    : skills;
  const assignment = {
    role: card.name,
    instructions: withSkills(card.instructions, skills),
    prompt: about(subject),
    tools: [
      ...(await houseTools(card, subject, world, { cards, shelf })),
      ...all.tools,
      ...(await pluggedTools(card, subject, world, settings)),
    ],
    budget: within(card.budget, budget),
  };
  const model = meter.as(card.model);
  const outcome = await handIn(card, model, assignment);
  if (outcome.kind === 'stopped') {
    return {
      kind: 'failed',
      agent: card.name,
      reason: `${card.name} stopped (${outcome.why}): ${outcome.detail}`,
    };
  }
  const text = render(outcome.result, hosts);
  return { kind: 'answered', agent: card.name, text };
}

function handIn(
  card: AgentCard,
  model: ReturnType<Metered['as']>,
  assignment: Omit<Parameters<typeof runAgent>[1], 'submit'>,
) {
  const description = 'Hands in what you have come to.';
  switch (card.result) {
    case 'review':
      return runAgent(model, {
        ...assignment,
        submit: { name: 'submit_review', description, schema: resultSchemas.review },
      });
    case 'files':
      return runAgent(model, {
        ...assignment,
        submit: {
          name: 'submit_files',
          description,
          schema: resultSchemas.files,
          refuse: proposalFault,
        },
      });
    case 'answer':
    case 'route':
      return runAgent(model, {
        ...assignment,
        submit: { name: 'submit_answer', description, schema: resultSchemas.answer },
      });
  }
}

function about({ inquiry, asked, task, repository, pullRequest, ticket }: Subject): string {
  return [
    `Inquiry: ${inquiry.id}`,
    `Asked by: ${asked.by} (${asked.via})`,
    asked.intent === 'review' ? 'Wanted: a review' : 'Wanted: an answer',
    task === undefined ? '' : `Task: ${task.id}`,
    ticket === undefined ? '' : `Ticket: ${ticket}`,
    repository === undefined ? '' : `Repository: ${repository}`,
    pullRequest === undefined
      ? ''
      : `Pull request: ${pullRequest.repository}#${pullRequest.number}`,
    fence(asked.question, 'question'),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

/** An agent's file may ask for less than the installation allows, never for more. */
function within(own: Partial<Budget>, most: Budget): Budget {
  return {
    turns: Math.min(own.turns ?? most.turns, most.turns),
    tokens: Math.min(own.tokens ?? most.tokens, most.tokens),
    costUsd: Math.min(own.costUsd ?? most.costUsd, most.costUsd),
    ...(most.minutes === undefined ? {} : { minutes: most.minutes }),
  };
}
