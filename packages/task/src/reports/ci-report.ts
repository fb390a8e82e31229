import { CheckFailure, type StoredEvent, type TaskEvent } from '@patchwright/events';
import { z } from 'zod';
import { statuses, type Task } from '../task.ts';

const Round = z.object({
  /** From 1: the first push, then each fix. */
  round: z.number().int(),
  sha: z.string(),
  state: z.enum(['pending', 'failed', 'passed']),
  checks: z.array(z.object({ name: z.string(), conclusion: z.string(), at: z.string() })),
  failures: z.array(CheckFailure),
  /** The fix that this round's failures led to. */
  fix: z
    .object({
      sha: z.string(),
      commands: z.array(z.string()),
      files: z.array(z.string()),
      at: z.string(),
    })
    .optional(),
  endedAt: z.string().optional(),
});

/** How the checks of a task's commits went, round by round. */
export const CiReport = z.object({
  task: z.string(),
  status: z.enum(statuses),
  state: z.enum(['none', 'pending', 'failed', 'passed']),
  pullRequest: z.string().nullable(),
  rounds: z.array(Round),
  /** How many fixes were pushed. */
  fixes: z.number().int(),
  /** Why a person is needed, where one is. */
  diagnosis: z.string().optional(),
});
export type CiReport = z.output<typeof CiReport>;

type RoundOf = CiReport['rounds'][number];

/** The checks of a task, round by round, from the task and its whole history. */
export function ciReport(task: Task, history: readonly StoredEvent<TaskEvent>[]): CiReport {
  const rounds: RoundOf[] = [];
  for (const event of history) learnCheck(rounds, event);
  const { ci, proposal, diagnosis } = task;
  return {
    task: task.id,
    status: task.status,
    state: ci.state,
    pullRequest: proposal?.pullRequest.url ?? null,
    rounds,
    fixes: ci.fixes,
    ...(diagnosis === undefined ? {} : { diagnosis }),
  };
}

function learnCheck(rounds: RoundOf[], event: StoredEvent<TaskEvent>): void {
  switch (event.type) {
    case 'execution_completed':
      roundOf(rounds, event.data.head);
      return;
    case 'ci_reported': {
      const { sha, name, conclusion } = event.data;
      const { checks } = roundOf(rounds, sha);
      const check = { name, conclusion, at: event.time };
      const known = checks.findIndex((one) => one.name === name);
      if (known < 0) checks.push(check);
      else checks[known] = check;
      return;
    }
    case 'ci_failed': {
      const { sha, failures } = event.data;
      Object.assign(openRound(rounds, sha), {
        state: 'failed',
        failures: [...failures],
        endedAt: event.time,
      });
      return;
    }
    case 'ci_fix_pushed': {
      const { sha, commands, files } = event.data;
      const failed = rounds.findLast(({ state }) => state === 'failed');
      if (failed !== undefined) failed.fix = { sha, commands, files, at: event.time };
      openRound(rounds, sha);
      return;
    }
    case 'ci_passed': {
      const { sha, checks } = event.data;
      const round = openRound(rounds, sha);
      Object.assign(round, { state: 'passed', endedAt: event.time });
      for (const name of checks) {
        if (round.checks.some((one) => one.name === name)) continue;
        round.checks.push({ name, conclusion: 'success', at: event.time });
      }
    }
  }
}

/** The newest round of a commit; a check that is told late belongs to it, though it has ended. */
function roundOf(rounds: RoundOf[], sha: string): RoundOf {
  return rounds.findLast((one) => one.sha === sha) ?? newRound(rounds, sha);
}

/** The round of a commit that has not ended: checks of the same commit may be run again. */
function openRound(rounds: RoundOf[], sha: string): RoundOf {
  const known = roundOf(rounds, sha);
  return known.state === 'pending' ? known : newRound(rounds, sha);
}

function newRound(rounds: RoundOf[], sha: string): RoundOf {
  const round: RoundOf = {
    round: rounds.length + 1,
    sha,
    state: 'pending',
    checks: [],
    failures: [],
  };
  rounds.push(round);
  return round;
}
