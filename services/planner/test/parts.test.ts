import { approvalDigest, type Plan } from '@patchwright/events';
import { decide, PolicyShape, type Task } from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { afterWhatTheyUse, inOrder, partsFault, type WrittenPart } from '../src/written-parts.ts';
import { discovered, found, hands, openSite, plan, repository } from './site.ts';

const money = 'acme/money';
const [here] = found.relevantRepos;

/** The task, whose discovery found that the shop rests on money. */
function spanning(more: Partial<Task> = {}): Task {
  if (here === undefined) throw new Error('nothing was found');
  const there = { ...here, name: money, reason: 'amounts' };
  const strange = { ...here, name: 'elsewhere/money', reason: 'a namesake' };
  const discovery = {
    ...found,
    relevantRepos: [here, there, strange],
    crossRepoDependencies: [
      { from: repository, to: money, type: 'http' },
      { from: repository, to: 'elsewhere/money', type: 'http' },
    ],
  };
  return { ...discovered, discovery, ...more };
}

function part(where: string, after: readonly string[] = [], more: Partial<Plan> = {}): WrittenPart {
  return { repository: where, after: [...after], plan: { ...plan, ...more } };
}

/** What is proposed for the task when a model hands in these parts. */
async function proposedOf(parts: readonly WrittenPart[], more: Partial<Task> = {}) {
  const [, proposed] = await openSite({
    task: spanning(more),
    turns: [hands({ parts: [...parts] })],
  }).propose();
  if (proposed?.type !== 'plan_proposed') throw new Error('nothing was proposed');
  return proposed;
}

describe('a plan over several repositories', () => {
  test('is one proposal, with a branch and a pull request in each repository', async () => {
    const site = openSite({
      task: spanning(),
      turns: [hands({ parts: [part(repository, [money]), part(money)] })],
    });
    const facts = await site.propose();
    expect(facts.map(({ type }) => type)).toEqual(['planning_started', 'plan_proposed']);
    const proposed = facts[1];
    if (proposed?.type !== 'plan_proposed') throw new Error('nothing was proposed');
    expect(proposed.data).toMatchObject({
      repository,
      branch: 'agent/shop-42-a-coupon-makes-the-total-negative',
      parts: [{ task: 'shop-42__money', repository: money, after: [], base: { ref: 'main' } }],
    });
    expect(site.inputs('push').map(({ key, repository: where }) => [key, where])).toEqual([
      ['shop-42__money/plan/1/push', money],
      ['shop-42/plan/1/push', repository],
    ]);
    expect(site.inputs('ensureDraftPullRequest').map(({ key }) => key)).toEqual([
      'shop-42__money/pull-request',
      'shop-42/pull-request',
    ]);
  });

  test.each([
    ['green', {}, undefined],
    ['merged', { parts: { startAfter: 'merged' } }, 'merged'],
  ] as const)(
    'has parts wait until others are %s, as the policy has it',
    async (_, rules, told) => {
      const site = openSite({
        task: spanning(),
        turns: [hands({ parts: [part(repository, [money]), part(money)] })],
        policy: PolicyShape.parse({ approval: rules }),
      });
      const [, proposed] = await site.propose();
      if (proposed?.type !== 'plan_proposed') throw new Error('nothing was proposed');
      expect(proposed.data.startAfter).toBe(told);
    },
  );

  test('is named by a digest that binds every part, and is sound to the domain', async () => {
    const proposed = await proposedOf([part(money), part(repository, [money])]);
    const { data } = proposed;
    const [first] = data.parts ?? [];
    expect(first?.digest).toBe(first && approvalDigest(first));
    expect(data.digest).toBe(approvalDigest(data));
    expect(data.digest).not.toBe(approvalDigest({ ...data, parts: undefined }));
    const stated = decide({ kind: 'state', drafts: [proposed] }, spanning());
    expect(stated.kind).toBe('accepted');
  });

  test('has its order from what the repositories use, when the model names none', async () => {
    const tax = 'acme/tax';
    const { discovery } = spanning();
    if (discovery === undefined || here === undefined) throw new Error('nothing was found');
    const task = spanning({
      discovery: {
        ...discovery,
        relevantRepos: [...discovery.relevantRepos, { ...here, name: tax }],
        crossRepoDependencies: [
          { from: repository, to: tax, type: 'npm' },
          { from: tax, to: money, type: 'npm' },
        ],
      },
    });
    const parts = [part(tax), part(repository), part(money)];
    const [, proposed] = await openSite({ task, turns: [hands({ parts })] }).propose();
    expect(proposed?.data).toMatchObject({
      repository,
      parts: [
        { repository: money, after: [] },
        { repository: tax, after: ['shop-42__money'] },
      ],
    });
  });

  test('may come to one repository after all', async () => {
    const site = openSite({ task: spanning(), turns: [hands({ parts: [part(repository)] })] });
    const [, proposed] = await site.propose();
    expect(proposed?.data).toMatchObject({ repository });
    expect(proposed?.data).not.toHaveProperty('parts');
  });

  test('counts the next version of a part that waits, and begins another where one was begun', async () => {
    const written = [part(money), part(repository, [money])];
    const { data } = await proposedOf(written);
    for (const [state, id] of [
      ['waiting', 'shop-42__money'],
      ['completed', 'shop-42__money_2'],
    ] as const) {
      const listed = (data.parts ?? []).map((known) => ({ ...known, state }));
      const next = await proposedOf(written, {
        status: 'revising',
        proposal: { ...data, proposedAt: '2026-03-02T10:00:00.000Z' } as never,
        parts: listed,
      });
      expect(next.data).toMatchObject({ version: 2, parts: [{ task: id }] });
    }
  });

  test('is not asked for where nothing rests on another repository', async () => {
    const offered = async (task: Task, turn = hands(plan)) => {
      const site = openSite({ task, turns: [turn] });
      await site.propose();
      return site.model.asked[0]?.tools.map(({ name }) => name);
    };
    expect(await offered(discovered)).not.toContain('read_file_money');
    const turn = hands({ parts: [part(repository)] });
    expect(await offered(spanning(), turn)).toContain('read_file_money');
  });

  test('is proposed anew in every repository when the policy changed', async () => {
    const first = openSite({
      task: spanning(),
      turns: [hands({ parts: [part(money), part(repository, [money])] })],
    });
    const [, proposed] = await first.propose();
    if (proposed?.type !== 'plan_proposed') throw new Error('nothing was proposed');
    const { data } = proposed;
    const task = spanning({
      status: 'awaiting_approval',
      proposal: { ...data, proposedAt: '2026-03-02T10:00:00.000Z' } as never,
      parts: (data.parts ?? []).map((known) => ({ ...known, state: 'waiting' as const })),
    });
    const [{ content: written } = { content: '' }] = (
      first.inputs('writeFiles')[1] ?? { files: [] }
    ).files as readonly { readonly content: string }[];
    const remote = { head: 'c'.repeat(40), differs: [] };
    const site = openSite({ task, turns: [], remote, document: written, policyVersion: 'two' });
    const [next] = await site.propose();
    expect(next?.data).toMatchObject({
      version: 2,
      terms: { policyVersion: 'two' },
      parts: [{ task: 'shop-42__money', terms: { policyVersion: 'two' } }],
    });
  });
});

describe('parts that a model hands in', () => {
  const places = { own: repository, sites: [{ repository: money }], fixed: false };

  test.each([
    ['in a repository that nobody named', [part('elsewhere/money')], /is not one of/],
    ['twice in one repository', [part(money), part(money)], /has two parts/],
    ['after what is no part', [part(money, ['acme/tax'])], /cannot come after acme\/tax/],
    ['in a circle', [part(money, [repository]), part(repository, [money])], /in a circle/],
    [
      'without a test first',
      [part(money, [], { steps: plan.steps.slice(1).map((step) => ({ ...step, dependsOn: [] })) })],
      /in acme\/money, the first code step must be a failing test/,
    ],
  ])('are refused %s', (_what, parts, why) => {
    expect(partsFault({ parts }, places)).toMatch(why);
  });

  test('stay where people know the pull request', () => {
    const parts = [part(repository), part(money, [repository])];
    expect(partsFault({ parts }, places)).toBeUndefined();
    expect(partsFault({ parts }, { ...places, fixed: true })).toMatch(/must stay in acme\/shop/);
  });

  test('come after what their repositories use, where the plan names no order', () => {
    const after = (parts: readonly WrittenPart[], more: object = {}) =>
      afterWhatTheyUse(parts, { ...places, dependencies: [uses], ...more }).map((one) => one.after);
    const uses = { from: repository, to: money };
    expect(after([part(repository), part(money)])).toEqual([[money], []]);
    expect(after([part(repository), part(money, [repository])])).toEqual([[], [repository]]);
    const back = { fixed: true, dependencies: [{ from: money, to: repository }] };
    expect(after([part(repository), part(money)], back)).toEqual([[], []]);
    expect(after([part(repository)])).toEqual([[]]);
  });

  test('whose repositories use one another are refused until the plan names an order', () => {
    const dependencies = [
      { from: repository, to: money },
      { from: money, to: repository },
    ];
    const fault = (parts: WrittenPart[]) => partsFault({ parts }, { ...places, dependencies });
    expect(fault([part(repository), part(money)])).toMatch(/use one another: say by `after`/);
    expect(fault([part(repository, [money]), part(money)])).toBeUndefined();
    expect(fault([part(money)])).toBeUndefined();
  });

  test("come in an order that holds, the task's own repository last", () => {
    const names = (parts: readonly WrittenPart[]) =>
      inOrder(parts, repository).map((one) => one.repository);
    expect(names([part(repository), part(money)])).toEqual([money, repository]);
    expect(names([part(repository), part(money, [repository])])).toEqual([repository, money]);
  });
});
