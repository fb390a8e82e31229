import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, type TaskDraft } from '@patchwright/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, planOf, proposedFacts, startHouse, until } from './house.ts';

const people = ['maria', 'jonas', 'olga'] as const;
const POLICY = `
approval:
  votes: { low: 1, medium: 2, high: 2 }
  auto: { enabled: true, paths: [docs/**], labels: [docs] }
people:
  - { name: maria, roles: [approver] }
  - { name: jonas, roles: [approver] }
  - { name: olga, roles: [admin] }
  - { name: ines, jira: ines, roles: [operator] }
`;

let house: House;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'deciding-'));
  await writeFile(join(dir, 'policy.yaml'), POLICY);
  const tokens = people.map((name) => ({
    ...{ name: `of-${name}`, person: name, roles: ['admin'] },
    sha256: sha256(tokenOf(name)),
  }));
  await writeFile(join(dir, 'tokens.json'), JSON.stringify({ tokens }));
  house = await startHouse({
    environment: {
      PATCHWRIGHT_POLICY: join(dir, 'policy.yaml'),
      PATCHWRIGHT_API_TOKENS_FILE: join(dir, 'tokens.json'),
    },
  });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

function tokenOf(name: string): string {
  return `token-of-${name}-0123456789abcdef`;
}

function decide(id: string, word: 'approve' | 'reject', by: string): Promise<Response> {
  return house.api(`/v1/tasks/${id}/${word}`, {
    method: 'POST',
    body: JSON.stringify(word === 'reject' ? { reason: 'not now' } : {}),
    headers: { authorization: `Bearer ${tokenOf(by)}` },
  });
}

async function propose(
  id: string,
  labels: readonly string[],
  plan: ReturnType<typeof planOf>,
): Promise<void> {
  const requested: TaskDraft = {
    type: 'task_requested',
    data: {
      ...{ title: 'Mend the cart', description: '', requester: 'human:ines' },
      trigger: { kind: 'jira', ref: id },
      priority: 'normal',
      labels: [...labels],
    },
  };
  await house.state(id, requested, ...proposedFacts('4'.repeat(40), { plan }));
}

async function decisionsOf(id: string): Promise<readonly string[]> {
  const facts = await house.factsOf(id);
  return facts.map(({ type }) => type).filter((type) => /^(plan_(approved|rejected))$/.test(type));
}

describe('fifty decisions at once', () => {
  test.each([1, 2, 3])(
    'make one, and everybody else is told who made it, and when: %i',
    async (round) => {
      const id = `race-${round}`;
      await propose(id, [], planOf());
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          decide(id, (index + round) % 2 === 0 ? 'approve' : 'reject', people[index % 3] ?? 'olga'),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const losers = answers.filter(({ status }) => status !== 200);
      expect(losers).toHaveLength(49);
      for (const loser of losers) {
        expect(await loser.json()).toMatchObject({
          status: 409,
          code: 'already_decided',
          detail: expect.stringMatching(
            /(approved|rejected) by human:(maria|jonas|olga) at \d{4}-/,
          ),
        });
      }
      expect(await decisionsOf(id)).toHaveLength(1);
    },
  );

  test('where two people are needed make one approval of two different people', async () => {
    await propose('race-of-two', [], planOf({ riskLevel: 'high' }));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        decide('race-of-two', 'approve', people[index % 3] ?? 'olga'),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(48);
    const facts = await house.factsOf('race-of-two');
    const approved = facts.filter((fact) => fact.type === 'plan_approved');
    expect(approved).toHaveLength(1);
    const voters = approved.flatMap(({ data }) => data.approvers.map(({ by }) => by));
    expect(new Set(voters).size).toBe(2);
  });
});

describe('a policy that approves plans by itself', () => {
  const [test1, change] = planOf().steps;
  const docs = planOf({
    steps: [
      { ...(test1 as NonNullable<typeof test1>), file: 'docs/check.test.md' },
      { ...(change as NonNullable<typeof change>), file: 'docs/cart.md' },
    ],
  });

  test('does so where it says so, and signs with its own name', async () => {
    await propose('docs-1', ['Docs'], docs);
    const approved = await until('the policy approved', async () =>
      (await house.factsOf('docs-1')).find((fact) => fact.type === 'plan_approved'),
    );
    expect(approved).toMatchObject({
      actor: 'policy:default',
      data: { approvers: [{ by: 'policy:default', via: 'policy' }] },
    });
  });

  test('leaves all else to people', async () => {
    await propose('docs-2', [], docs);
    await propose('docs-3', ['docs'], planOf());
    // It looks at plans in the order of the log, so once this one is approved the others were looked at.
    await propose('docs-4', ['docs'], docs);
    await until('the last was approved', async () => (await decisionsOf('docs-4')).length === 1);
    expect(await decisionsOf('docs-2')).toEqual([]);
    expect(await decisionsOf('docs-3')).toEqual([]);
  });
});
