import { z } from 'zod';
import type { Assignment, Outcome } from './agent.ts';
import type { CircleDetector, Step } from './circle.ts';
import type { ToolResultBlock, ToolUseBlock } from './model.ts';
import { failure, runTool } from './tool-call.ts';

/** Why an agent stopped without a result. */
export type StopReason = Extract<Outcome<never>, { kind: 'stopped' }>['why'];

/** What the tool calls of one turn came to. */
export type TurnOutcome<Result> =
  | { readonly kind: 'submitted'; readonly result: Result }
  | { readonly kind: 'stopped'; readonly why: StopReason; readonly detail: string }
  | {
      readonly kind: 'on';
      readonly results: readonly ToolResultBlock[];
      /** How many results were handed in so far that did not fit. */
      readonly misfits: number;
    };

/** The result is asked for again at most twice. */
const MOST_MISFITS = 3;

/**
 * Runs the calls of one turn in their order. The first result that fits ends the turn;
 * one that does not is answered with what is wrong with it.
 */
export async function runTurn<Result>(
  assignment: Assignment<Result>,
  calls: readonly ToolUseBlock[],
  circle: CircleDetector,
  misfitsBefore: number,
): Promise<TurnOutcome<Result>> {
  const results: ToolResultBlock[] = [];
  const steps: Step[] = [];
  let misfits = misfitsBefore;
  for (const call of calls) {
    if (call.name !== assignment.submit.name) {
      const result = await runTool(assignment.tools, call, assignment.submit.name);
      results.push(result);
      steps.push({ tool: call.name, input: call.input, result: result.content });
      continue;
    }
    const handedIn = await judge(assignment.submit, call.input);
    if ('result' in handedIn) return { kind: 'submitted', result: handedIn.result };
    misfits += 1;
    if (misfits >= MOST_MISFITS) {
      return { kind: 'stopped', why: 'misfit', detail: handedIn.problem };
    }
    const advice = `The result does not fit: ${handedIn.problem}\nMend it and call ${call.name} again.`;
    results.push(failure(call, advice));
  }
  const repeated = circle.turn(steps);
  return repeated === undefined
    ? { kind: 'on', results, misfits }
    : { kind: 'stopped', why: 'circle', detail: repeated };
}

async function judge<Result>(
  submit: Assignment<Result>['submit'],
  input: unknown,
): Promise<{ readonly result: Result } | { readonly problem: string }> {
  const parsed = submit.schema.safeParse(input);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  const refusal = await submit.refuse?.(parsed.data);
  return refusal === undefined ? { result: parsed.data } : { problem: refusal };
}
