import { amendedTerms, approvalDigest, type TaskDraft } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import type { Effect } from '../src/effects.ts';
import { facts, house, nasty, proposed, taskOf, untilApproved, written } from './story.ts';

const { plan, repository, base, branch, terms: approved, digest: before } = proposed().data;

function asking(reason: string, path = 'src/money.ts'): TaskDraft {
  const terms = amendedTerms(approved, [path]);
  const digest = approvalDigest({ repository, base, branch, plan, terms });
  return { type: 'amendment_requested', data: { step: 2, paths: [path], reason, digest, terms } };
}

/** What people see once a step asked for more files. */
function seen(fact: TaskDraft, later: readonly TaskDraft[] = []): readonly Effect[] {
  const drafts = [...untilApproved, facts.executing, fact];
  const history = written([...drafts, ...later]);
  const cause = history[drafts.length - 1];
  if (cause === undefined) throw new Error('nothing happened');
  return decide(cause, history, taskOf([...drafts, ...later]), { ...house, checks: true });
}

function textOf(effects: readonly Effect[], to: Effect['to']): string {
  return JSON.stringify(effects.find((effect) => effect.to === to));
}

describe('a step that asks for a file outside the plan', () => {
  const effects = seen(asking('amounts are rounded there'));

  test.each([
    'pull-request',
    'sticky-comment',
    'check-run',
    'ticket-comment',
    'slack-update',
    'slack-thread',
  ] as const)('is told by %s: which file, which step, and why', (to) => {
    const text = textOf(effects, to);
    expect(text).toContain('src/money.ts');
    expect(text).toContain('tep 2 needs 1 file');
    expect(text).toContain('amounts are rounded there');
  });

  test('has the buttons back, for exactly what is asked now', () => {
    const text = textOf(effects, 'slack-update');
    expect(text).toContain('More files needed');
    expect(text).toContain('"action_id":"approve"');
    expect(text).not.toContain(before);
    expect(effects.find((effect) => effect.to === 'check-run')).toMatchObject({
      conclusion: 'action_required',
      title: 'Waits for approval of more files',
    });
  });

  test('is seen by the whole channel', () => {
    expect(effects.find((effect) => effect.to === 'slack-thread')).toMatchObject({
      broadcast: true,
    });
  });

  test('shows text and paths of a model as nothing but text', () => {
    // Jira's markup has no tags; what it has is escaped in the ticket's own test.
    const tagged = seen(asking(nasty, 'src/<b>`@maria`.ts')).filter(
      ({ to }) => to !== 'ticket-comment',
    );
    const text = JSON.stringify(tagged);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/\n@agent approve/);
    expect(text).not.toContain('<!channel>');
  });

  test('asks no more once people agreed', () => {
    const fact = asking('amounts are rounded there');
    const { digest } = fact.type === 'amendment_requested' ? fact.data : { digest: '' };
    const again: TaskDraft = { ...facts.approved, data: { ...facts.approved.data, digest } };
    const effects = seen(fact, [again]);
    expect(textOf(effects, 'pull-request')).toContain(
      'Files that came in after the plan was approved, each with an approval of its own',
    );
    expect(textOf(seen(fact), 'pull-request')).not.toContain('Files that came in');
    const text = textOf(effects, 'slack-update');
    expect(text).not.toContain('More files needed');
    expect(text).toContain('Approved by');
  });
});
