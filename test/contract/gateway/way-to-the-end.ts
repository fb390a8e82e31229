import type { TaskDraft } from '@patchwright/events';
import { evidence } from './house.ts';

/** The commit that an execution ends with. */
const newHead = '7'.repeat(40);

/** The facts that lead an approved plan to its end, as services state them: each row at once. */
export function wayToTheEnd(plan: {
  readonly digest: string;
  /** The commit that holds the plan. */
  readonly sha: string;
  /** Of its pull request. */
  readonly number: number;
}): readonly (readonly TaskDraft[])[] {
  const { digest, sha, number } = plan;
  const red = { step: 1, test: 'a total never falls below zero', attempt: 1 } as const;
  const url = 'https://github.example/acme/shop/pull/1';
  return [
    [{ type: 'execution_started', data: { digest, base: sha } }],
    [
      {
        type: 'test_proved_red',
        data: {
          ...red,
          file: 'test/cart.test.ts',
          evidence: evidence(1, 'not ok 4\n```\nexpected 0, got -8'),
        },
      },
    ],
    [
      {
        type: 'test_proved_green',
        data: { ...red, evidence: evidence(0, 'ok 4'), suite: evidence(0, 'ok') },
      },
      { type: 'step_completed', data: { step: 2, summary: 'limit the coupon' } },
    ],
    [
      {
        type: 'execution_completed',
        data: {
          head: newHead,
          result: {
            testsWritten: 1,
            testsTotal: 4,
            testsPassed: 4,
            filesModified: ['src/cart.ts', 'test/cart.test.ts'],
            linesAdded: 12,
            linesRemoved: 2,
            commits: [newHead],
            prUrl: url,
            durationMs: 1000,
            tokens: 100,
            costUsd: 0.12,
          },
        },
      },
    ],
    [
      { type: 'ci_passed', data: { sha: newHead, rounds: 1, checks: ['test'] } },
      {
        type: 'task_completed',
        data: {
          pullRequest: { repository: 'acme/shop', number, url },
          summary: 'Totals never fall below zero',
        },
      },
    ],
  ];
}
