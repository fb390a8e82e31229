import type { TaskDraft } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { pullRequestSection } from '../src/render/pull-request-section.ts';
import { stickyComment } from '../src/render/sticky-comment.ts';
import { ticketComment, wiki } from '../src/render/ticket-comment.ts';
import {
  facts,
  head,
  taskOf,
  untilApproved,
  untilExecuted,
  untilProposed,
  written,
} from './story.ts';

const done = [...untilExecuted, facts.ciPassed, facts.completed];

describe('the one comment', () => {
  test('of a task that waits for an approval', () => {
    expect(stickyComment(taskOf(untilProposed), 'https://patchwright.example')).toBe(
      `### Patchwright: SHOP-42 is waiting for approval

|  | Phase |  |
| --- | --- | --- |
| ✅ | Discovery | binary fractions |
| ✅ | Plan | version 1, low risk, about 15 minutes |
| ⏳ | Approval | comment \`@agent approve\`, or \`@agent revise …\` |
| ⬜ | Execution |  |
| ⬜ | Checks |  |

- [ ] 1. add a test (\`test/cart.test.ts\`)
- [ ] 2. count in cents (\`src/cart.ts\`)

<sub>Task [shop-42](https://patchwright.example/tasks/shop-42) · 0 model calls, 0 tokens, $0.00 · 2026-03-02 09:00 UTC</sub>`,
    );
  });

  test('of a task that is done', () => {
    const shown = stickyComment(taskOf(done), undefined);
    expect(shown).toContain('| ✅ | Approval | maria on slack, 2026-03-02 09:00 UTC |');
    expect(shown).toContain(
      '| ✅ | Execution | 1 test proved, 12 of 12 tests pass, +2 −1 in 2 files |',
    );
    expect(shown).toContain('| ✅ | Checks | passed, round 2 |');
    expect(shown).toContain(
      '- [x] 1. add a test (`test/cart.test.ts`) · 🔴 RED proved · 🟢 GREEN proved',
    );
    expect(shown).not.toContain('⏳');
  });

  test('of a task that failed says why, and where', () => {
    const failed = {
      type: 'task_failed',
      data: { reason: 'step 2 did not succeed', step: 2 },
    } as const;
    const shown = stickyComment(taskOf([...untilExecuted.slice(0, 8), failed]), undefined);
    expect(shown).toContain('**Why:** step 2 did not succeed');
    expect(shown).toContain('| ❌ | Execution |');
    expect(shown).toContain('| ⬜ | Checks |');
  });

  test('of a paused task shows where it stands still', () => {
    const paused = { type: 'task_paused', data: { by: 'human:ines', via: 'cli' } } as const;
    const shown = stickyComment(taskOf([...untilExecuted.slice(0, 8), paused]), undefined);
    expect(shown).toContain('| ⏸️ | Execution |');
  });
});

describe('the description of the pull request', () => {
  test('holds why, the plan ticked off, what changed, the proof, the risk and who approved', () => {
    const shown = pullRequestSection(taskOf(done), undefined);
    for (const part of [
      '### Why\n\nbinary fractions',
      'Ticket: [SHOP-42](https://jira.example/browse/SHOP-42)',
      '- [x] 2. count in cents (`src/cart.ts`)',
      '### What changed\n\n+2 −1 in 2 files, 1 commit\n\n- `src/cart.ts`\n- `test/cart.test.ts`',
      'The whole suite: 12 of 12 pass.',
      '<details><summary>🔴 RED on the base: cart rounds</summary>\n\n`npm test` on tree `222222222222` ended with exit code 1\n\n```text\nexpected 0, got -8\n```\n\n</details>',
      '<details><summary>🟢 GREEN on the head: cart rounds</summary>',
      'Risk: **low**. Rollback: revert',
      'Approved by maria on slack at 2026-03-02 09:00 UTC.',
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown.indexOf('RED on')).toBeLessThan(shown.indexOf('GREEN on'));
  });

  test('shows the whole suite before and after, which failures are old, and whose command had the last word', () => {
    const counts = { total: 3, passed: 1, failed: 2, skipped: 0, failing: ['old one', 'mended'] };
    const evidence = { ...facts.red.data.evidence, counts };
    const before: TaskDraft = { type: 'baseline_recorded', data: { evidence } };
    const verified = (by: 'plan' | 'profile'): TaskDraft => ({
      type: 'verification_passed',
      data: {
        commit: head,
        by,
        evidence: {
          ...evidence,
          command: 'make proof',
          counts: { ...counts, total: 4, passed: 3, failed: 1, failing: ['old one'] },
        },
      },
    });
    const shown = (by: 'plan' | 'profile') =>
      pullRequestSection(
        taskOf([...untilApproved, facts.executing, before, facts.red, facts.green, verified(by)]),
        undefined,
      );
    for (const part of [
      '| Before the change | `npm test` | 1 of 3 pass |',
      'After it, in a fresh checkout of `666666666666`',
      '`make proof` | 3 of 4 pass |',
      'Failed before the change already, and still does:\n\n- `old one`',
    ]) {
      expect(shown('plan')).toContain(part);
    }
    expect(shown('plan')).toContain('Failed before the change, and passes now:\n\n- `mended`');
    expect(shown('profile')).toContain('by the test profile that lies outside the repository');
    expect(shown('plan')).not.toContain('test profile');
  });

  test('tells, before an approval, that nothing is written yet', () => {
    expect(pullRequestSection(taskOf(untilProposed), undefined)).toContain(
      'Nothing is written until a person approves',
    );
  });
});

describe('a comment on the ticket', () => {
  const last = (drafts: Parameters<typeof written>[0]) => {
    const event = written(drafts).at(-1);
    if (event === undefined) throw new Error('nothing happened');
    return ticketComment(event, taskOf(drafts), wiki);
  };

  test('tells of the plan and how to decide', () => {
    expect(last(untilProposed)).toBe(
      'A plan waits for approval: [pull request 7|https://github.example/acme/shop/pull/7]\n\nRound to the cent\n\nRisk: low, about 15 minutes, 2 steps.\n\nTo decide here, write a comment that begins with @agent: @agent approve, @agent reject, or @agent revise and what is to be different.',
    );
  });

  test('tells of the end, with the proof', () => {
    expect(last(done)).toBe(
      'The change is ready for review: [pull request 7|https://github.example/acme/shop/pull/7]\n\nrounded\n\n1 test written first; 12 of 12 tests pass, and all checks are green.',
    );
  });

  test('does not tell of progress', () => {
    expect(last(untilExecuted)).toBeUndefined();
  });
});
