import type { Assignment, Budget, Outcome } from './agent.ts';
import { createCircleDetector } from './circle.ts';
import {
  type AssistantBlock,
  MAX_TOKENS,
  type Message,
  type Model,
  type ModelAnswer,
} from './model.ts';
import { toolSpecs } from './tool-call.ts';
import { runTurn, type StopReason } from './turn.ts';

/** Tokens and US dollars used up so far. */
type Spent = Outcome<never>['spent'];

/**
 * Runs an agent to its result. Each turn is one call of the model, for which the budget is checked beforehand,
 * so a looping model stops within one call of its cap. Nothing in here reads a clock or makes up an identifier:
 * with the same answers the same run comes out.
 */
export async function runAgent<Result>(
  model: Model,
  assignment: Assignment<Result>,
): Promise<Outcome<Result>> {
  const sessions = new Set<string>();
  const outcome = await converse(model, assignment, sessions);
  // Only programs hold something open; of a run that was cut off they are ended with its process.
  for (const session of sessions) await model.release?.({ session });
  return outcome;
}

async function converse<Result>(
  model: Model,
  assignment: Assignment<Result>,
  sessions: Set<string>,
): Promise<Outcome<Result>> {
  const { role, budget, submit } = assignment;
  const system = `You are Patchwright's ${role}.\n\n${assignment.instructions}`;
  const tools = toolSpecs(assignment);
  const circle = createCircleDetector();
  const messages: Message[] = [userSays(assignment.prompt)];
  let maxTokens = assignment.maxTokens ?? MAX_TOKENS;
  let raised = false;
  let reminded = false;
  let misfits = 0;
  let turns = 0;
  let spent: Spent = { tokens: 0, costUsd: 0 };
  let began: string | undefined;
  let minutes = 0;

  function stop(why: StopReason, detail: string): Outcome<Result> {
    return { kind: 'stopped', why, detail, turns, spent };
  }

  for (;;) {
    const over = overBudget(budget, turns, spent, minutes);
    if (over !== undefined) return stop(over.why, over.detail);

    const answer = await model.complete({
      role,
      system,
      messages: [...messages],
      tools,
      maxTokens,
    });
    turns += 1;
    spent = added(spent, answer.usage);
    began ??= answer.began;
    minutes = minutesBetween(began, answer.ended);
    // Each answer has a name of its own for the same conversation: the newest holds.
    sessions.clear();
    if (answer.session !== undefined) sessions.add(answer.session);

    if (answer.stopReason === 'refusal') {
      return stop('refusal', textOf(answer) || 'the model refused without a word');
    }
    if (answer.stopReason === 'max_tokens') {
      if (raised) return stop('truncated', `an answer was cut off at ${maxTokens} tokens`);
      raised = true;
      maxTokens *= 2;
      continue;
    }

    const calls = answer.content.filter((block) => block.type === 'tool_use');
    if (calls.length > 0) {
      const turn = await runTurn(assignment, calls, circle, misfits);
      if (turn.kind === 'submitted') return { ...turn, turns, spent };
      if (turn.kind === 'stopped') return stop(turn.why, turn.detail);
      misfits = turn.misfits;
      messages.push(assistantSays(answer.content), { role: 'user', content: turn.results });
      continue;
    }

    if (answer.stopReason === 'other') {
      return stop('truncated', 'the model ended its answer for a reason that it did not name');
    }
    if (reminded) {
      return stop('silent', textOf(answer) || `the model ended without calling ${submit.name}`);
    }
    reminded = true;
    messages.push(
      assistantSays(answer.content),
      userSays(`You have not handed in a result. Call ${submit.name} with it now.`),
    );
  }
}

function overBudget(
  budget: Budget,
  turns: number,
  spent: Spent,
  minutes: number,
): { readonly why: StopReason; readonly detail: string } | undefined {
  if (turns >= budget.turns) {
    return { why: 'turns', detail: `${turns} of ${budget.turns} turns are used up` };
  }
  if (spent.tokens >= budget.tokens) {
    return { why: 'tokens', detail: `${spent.tokens} of ${budget.tokens} tokens are used up` };
  }
  if (spent.costUsd >= budget.costUsd) {
    return { why: 'cost', detail: `$${spent.costUsd} of $${budget.costUsd} are used up` };
  }
  if (budget.minutes !== undefined && minutes >= budget.minutes) {
    return {
      why: 'time',
      detail: `${Math.round(minutes)} of ${budget.minutes} minutes are used up`,
    };
  }
  return undefined;
}

/** The answers tell the time: what is recorded is the same in every execution. */
function minutesBetween(began: string | undefined, ended: string | undefined): number {
  if (began === undefined || ended === undefined) return 0;
  return (Date.parse(ended) - Date.parse(began)) / 60_000;
}

function added(spent: Spent, usage: ModelAnswer['usage']): Spent {
  const costUsd = Math.round((spent.costUsd + usage.costUsd) * 1e8) / 1e8;
  return { tokens: spent.tokens + usage.inputTokens + usage.outputTokens, costUsd };
}

function userSays(text: string): Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}

/** A model may say nothing at all, but a conversation has no empty message. */
function assistantSays(content: readonly AssistantBlock[]): Message {
  return {
    role: 'assistant',
    content: content.length > 0 ? content : [{ type: 'text', text: '…' }],
  };
}

function textOf(answer: ModelAnswer): string {
  return answer.content
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim();
}
