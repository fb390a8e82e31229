import type { TaskDraft } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import type { Effect, House } from '../src/effects.ts';
import {
  facts,
  house,
  nasty,
  proposed,
  pullRequest,
  requested,
  taskOf,
  untilApproved,
  untilExecuted,
  untilProposed,
  written,
} from './story.ts';

/** What people see because of the last of these facts; `later` is what the log holds by then. */
function effects(
  drafts: readonly TaskDraft[],
  options: { readonly later?: readonly TaskDraft[]; readonly house?: House } = {},
): readonly Effect[] {
  const all = [...drafts, ...(options.later ?? [])];
  const history = written(all);
  const cause = history[drafts.length - 1];
  if (cause === undefined) throw new Error('nothing happened');
  return decide(cause, history, taskOf(all), options.house ?? house);
}

function places(seen: readonly Effect[]): readonly string[] {
  return seen.map((effect) => `${effect.to} ${effect.key}`);
}

function textOf(seen: readonly Effect[], to: Effect['to']): string {
  const found = seen.find((effect) => effect.to === to);
  if (found === undefined) throw new Error(`nothing goes to ${to}`);
  return JSON.stringify(found);
}

describe('where people see what', () => {
  test('a plan: on the pull request, the ticket, and as a message that asks', () => {
    expect(places(effects(untilProposed))).toEqual([
      'pull-request shop-42/description/5',
      'sticky-comment shop-42/sticky/5',
      'ticket-comment shop-42/ticket/5',
      'ticket-link shop-42/pull-request',
      'slack-message shop-42/approval/1',
    ]);
  });

  test('an approval: the message is rewritten, the description too', () => {
    expect(places(effects(untilApproved))).toEqual([
      'pull-request shop-42/description/7',
      'sticky-comment shop-42/sticky/7',
      'slack-update shop-42/approval/1/at/7',
    ]);
  });

  test('the start: the ticket moves', () => {
    expect(places(effects([...untilApproved, facts.executing]))).toEqual([
      'sticky-comment shop-42/sticky/8',
      'ticket-status shop-42/in-progress',
      'slack-plan shop-42/progress/1',
    ]);
  });

  test('progress: one comment and the thread', () => {
    expect(places(effects([...untilExecuted, facts.ciFailed]))).toEqual([
      'sticky-comment shop-42/sticky/13',
      'slack-thread shop-42/slack/13',
      'slack-plan shop-42/progress/1',
    ]);
  });

  test('the end: everywhere, and the whole channel sees it', () => {
    const seen = effects([...untilExecuted, facts.ciPassed, facts.completed]);
    expect(places(seen)).toEqual([
      'pull-request shop-42/description/14',
      'sticky-comment shop-42/sticky/14',
      'ticket-comment shop-42/ticket/14',
      'slack-thread shop-42/slack/14',
      'slack-plan shop-42/progress/1',
    ]);
    expect(seen.at(-2)).toMatchObject({ broadcast: true, of: 'shop-42/approval/1' });
  });

  test('where Slack has no plans, each step is a line of its own', () => {
    const lines = { ...house, planBlocks: false };
    expect(places(effects([...untilApproved, facts.executing], { house: lines }))).toContain(
      'slack-thread shop-42/slack/8',
    );
    const ended = effects([...untilExecuted, facts.ciFailed], { house: lines });
    expect(places(ended).filter((place) => place.startsWith('slack-plan'))).toEqual([]);
  });

  test('trouble before there is a plan is a message of its own', () => {
    const trouble: TaskDraft = {
      type: 'task_escalated',
      data: { reason: 'Which shop?', diagnosis: '' },
    };
    const seen = effects([facts.requested, facts.discoveryStarted, trouble]);
    expect(places(seen)).toEqual([
      'ticket-comment shop-42/ticket/3',
      'slack-message shop-42/slack/3',
    ]);
    expect(textOf(seen, 'slack-message')).toContain('Which shop?');
  });

  test('a system that is not there is passed by', () => {
    const alone: House = {
      github: false,
      checks: false,
      jira: false,
      channel: undefined,
      planBlocks: false,
      dashboardUrl: undefined,
    };
    expect(effects(untilProposed, { house: alone })).toEqual([]);
    expect(places(effects(untilProposed, { house: { ...alone, channel: '#x' } }))).toEqual([
      'slack-message shop-42/approval/1',
    ]);
  });

  test('a task without a ticket has none to comment on', () => {
    const bare = { ...facts.requested.data } as Record<string, unknown>;
    delete bare.ticket;
    const drafts = [
      { type: 'task_requested', data: bare } as unknown as TaskDraft,
      ...untilProposed.slice(1),
    ];
    expect(places(effects(drafts)).some((place) => place.startsWith('ticket'))).toBe(false);
  });

  test('a ticket on GitHub is commented there', () => {
    const ticket = {
      system: 'github',
      key: 'acme/shop#12',
      url: 'https://github.example/acme/shop/issues/12',
    } as const;
    const drafts = [requested({ ticket }), ...untilProposed.slice(1)];
    expect(effects(drafts).find((effect) => effect.to === 'issue-comment')).toMatchObject({
      repository: 'acme/shop',
      number: 12,
      body: expect.stringContaining('[pull request 7](https://github.example/acme/shop/pull/7)'),
    });
  });
});

describe('what is rendered from the task is as new as the task', () => {
  test('a late look at an approval shows that it is executed already', () => {
    const seen = effects(untilApproved, { later: [facts.executing] });
    expect(seen.find((effect) => effect.to === 'sticky-comment')).toMatchObject({
      key: 'shop-42/sticky/8',
      revision: 8,
      body: expect.stringContaining('is being executed'),
    });
  });

  test('the message of a plan that was sent back stays that of its plan when the next is there', () => {
    const feedback: TaskDraft = {
      type: 'revision_requested',
      data: { by: 'human:ines', via: 'slack', feedback: 'Use cents' },
    };
    const seen = effects([...untilProposed, feedback], {
      later: [{ type: 'planning_started', data: { version: 2 } }, proposed(2)],
    });
    const update = seen.find((effect) => effect.to === 'slack-update');
    expect(update).toMatchObject({
      of: 'shop-42/approval/1',
      text: expect.stringContaining('Sent back: SHOP-42'),
    });
    expect(JSON.stringify(update)).toContain('ines requested changes');
    expect(JSON.stringify(update)).not.toContain('"approve"');
  });
});

describe('what the approval message says', () => {
  const message = (drafts: readonly TaskDraft[]) =>
    textOf(effects(drafts), drafts === untilProposed ? 'slack-message' : 'slack-update');

  test('everything that a decision needs, and buttons that name the plan', () => {
    const shown = message(untilProposed);
    for (const part of [
      'Plan ready: SHOP-42 - Cart total is off by a cent',
      '*Repository*\\nacme/shop',
      '*Branch*\\n`agent/shop-42-cart`',
      '*Risk*\\nlow',
      '*Estimated*\\n15 minutes',
      '*Files*\\n`test/cart.test.ts`, `src/cart.ts`',
      '*Confidence*\\n90 %',
      '1. add a test',
      '• cart rounds',
      `"value":"shop-42 ${facts.proposed.data.digest}"`,
      pullRequest.url,
    ]) {
      expect(shown).toContain(part);
    }
  });

  test.each<[string, TaskDraft, string]>([
    [
      'rejected',
      { type: 'plan_rejected', data: { by: 'human:jonas', via: 'github', reason: 'Too risky' } },
      'Rejected by jonas',
    ],
    [
      'cancelled',
      { type: 'task_cancelled', data: { by: 'human:ines', via: 'cli', reason: 'Not needed' } },
      'Cancelled by ines',
    ],
    [
      'expired',
      { type: 'approval_expired', data: { waitingSince: '2026-03-02T09:00:04.000Z' } },
      'Nobody decided in time',
    ],
  ])('that it was %s, by whom and why, without buttons', (_, draft, note) => {
    const shown = message([...untilProposed, draft]);
    expect(shown).toContain(note);
    expect(shown).not.toContain('"action_id":"approve"');
    expect(shown).toContain('"action_id":"view_pull_request"');
  });

  test('that one approval is not enough, with the buttons still there', () => {
    const shown = message([...untilProposed, facts.given]);
    expect(shown).toContain('Approved by maria; more approvals are needed');
    expect(shown).toContain('"action_id":"approve"');
  });
});

test('text of others is only ever shown', () => {
  const plan = { ...facts.proposed.data.plan, summary: nasty, rootCause: nasty };
  const drafts = [requested({ title: nasty }), ...untilProposed.slice(1, -1), proposed(1, plan)];
  const seen = effects(drafts);
  for (const effect of seen) {
    if (effect.to === 'slack-message') {
      // A header is plain text, in which Slack reads no markup.
      const read = (effect.blocks ?? []).filter((one) => one.type !== 'header');
      expect(JSON.stringify([effect.text, read])).not.toMatch(/<img|<!channel>|<@U0MARIA>/);
    }
    if (effect.to === 'sticky-comment' || effect.to === 'pull-request') {
      expect(effect.body).not.toMatch(/@maria|(?<!\\)!\[|<img/);
    }
    if ('body' in effect) expect(effect.body).not.toMatch(/^\s*@agent/m);
  }
});

test('the largest plan still fits where it is shown', () => {
  const step = facts.proposed.data.plan.steps[1];
  const long = 'x'.repeat(5000);
  const plan = {
    ...facts.proposed.data.plan,
    summary: long,
    rootCause: long,
    steps: [
      facts.proposed.data.plan.steps[0],
      ...Array.from({ length: 300 }, (_, index) => ({
        ...step,
        order: index + 2,
        action: long,
        file: `src/${long.slice(0, 200)}${index}.ts`,
      })),
    ],
    tests: { unit: Array.from({ length: 100 }, () => long), integration: [] },
    risks: Array.from({ length: 100 }, () => long),
    breakingChanges: Array.from({ length: 100 }, () => long),
  } as typeof facts.proposed.data.plan;
  const seen = effects([
    requested({ title: long }),
    ...untilProposed.slice(1, -1),
    proposed(1, plan),
  ]);
  for (const effect of seen) {
    if (effect.to === 'slack-message') {
      expect(effect.blocks?.length).toBeLessThanOrEqual(50);
      for (const one of effect.blocks ?? []) {
        if (one.type === 'header') expect(one.text.text.length).toBeLessThanOrEqual(150);
        if (one.type === 'section') {
          expect(one.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
          for (const field of one.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
        }
      }
    } else if ('body' in effect) {
      expect(effect.body.length).toBeLessThanOrEqual(
        effect.to === 'ticket-comment' ? 32_767 : 65_536,
      );
    }
  }
});
