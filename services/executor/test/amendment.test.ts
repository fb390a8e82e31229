import type { Turn } from '@patchwright/agent/scripted';
import { approvalDigest, sha256 } from '@patchwright/events';
import { openAmendment, withCover } from '@patchwright/task';
import fc from 'fast-check';
import { describe, expect, test as it } from 'vitest';
import {
  approveAgain,
  change,
  conforms,
  names,
  openSite,
  test,
  write,
  writesChange,
  writesTest,
} from './site.ts';

const asking = { amendments: 'ask' } as const;

/** The model asks for files. */
function ask(...files: readonly string[]): Turn {
  return [{ name: 'request_amendment', input: { files, reason: 'the sum is made there' } }];
}

/** The task turns out to be a part of another, which is approved just so. */
function becomePart(site: ReturnType<typeof openSite>, whole: string): void {
  const { proposal, repository = '', base = { ref: '', sha: '' } } = site.task();
  if (proposal === undefined) throw new Error('there is no plan');
  const { plan, terms, digest, branch, head, pullRequest } = proposal;
  const { title, description, requester, priority } = site.task();
  const words = { title, description, requester, priority, labels: [] };
  const listed = { repository, base, branch, head, plan, terms, digest, pullRequest, after: [] };
  const data = { whole, ...words, version: 2, ...listed, wholePullRequest: pullRequest };
  const why = { cause: 'policy_changed', reason: 'another policy', digest } as const;
  site.take({ type: 'approval_voided', data: why }, true);
  site.take({ type: 'part_proposed', data }, true);
  const expiresAt = '2026-03-03T09:00:00.000Z';
  site.take(
    { type: 'part_released', data: { whole, digest, approved: digest, approvers: [], expiresAt } },
    true,
  );
}

describe('a step that takes a file outside the plan', () => {
  it('has what was done so far pushed, and the plan put to people with that file', async () => {
    const site = openSite({
      approval: asking,
      turns: [...writesTest, ask('src/sum'), change],
    });
    const facts = await site.execute();

    expect(names(facts)).toEqual([
      'execution_started',
      'baseline_recorded',
      'test_proved_red',
      'commit_recorded',
      'changes_pushed',
      'amendment_requested',
    ]);
    expect(site.head()).toMatchObject({ 'test/cart.test': 'a total has a floor needs floor' });
    expect(site.task().status).toBe('awaiting_approval');
    expect(openAmendment(site.task())).toMatchObject({
      step: 2,
      paths: ['src/sum'],
      reason: 'the sum is made there',
    });
  });

  it('goes on from the branch once people agree, and may then write it', async () => {
    const site = openSite({
      approval: asking,
      turns: [...writesTest, ask('./src/sum'), change, write('src/sum', 'floor'), change, conforms],
    });
    await site.execute();
    approveAgain(site);
    const facts = await site.execute();

    expect(names(facts)).not.toContain('test_proved_red');
    expect(names(facts).at(-1)).toBe('execution_completed');
    expect(site.head()).toMatchObject({ 'src/sum': 'floor', 'src/cart': 'sum' });
  });

  it('pushes nothing and changes nothing when the first step asks', async () => {
    const site = openSite({ approval: asking, turns: [ask('test/floor.data'), test] });
    const facts = await site.execute();
    expect(names(facts).at(-1)).toBe('amendment_requested');
    expect(site.pushed).toEqual([]);
  });

  it('lets the test step write the file that it asked for, and no other file of the plan', async () => {
    const site = openSite({
      approval: asking,
      turns: [
        ask('test/floor.data'),
        test,
        write('src/cart', 'sneaked in'),
        write('test/floor.data', '0'),
        ...writesTest,
        ...writesChange,
      ],
    });
    await site.execute();
    approveAgain(site);
    const facts = await site.execute();
    expect(names(facts).at(-1)).toBe('execution_completed');
    const [first] = facts.flatMap((fact) =>
      fact.type === 'commit_recorded' ? [fact.data.files] : [],
    );
    expect(first).toEqual(['test/cart.test', 'test/floor.data']);
  });

  it('keeps what came in with a proved test frozen along with it', async () => {
    const site = openSite({
      approval: asking,
      turns: [
        ask('test/floor.data'),
        test,
        ...[write('test/floor.data', '0'), ...writesTest],
        ...[write('test/floor.data', '-4'), ...writesChange],
      ],
    });
    await site.execute();
    approveAgain(site);
    await site.execute();
    expect(JSON.stringify(site.model.asked)).toContain('test/floor.data holds a test that was');
    expect(site.head()).toMatchObject({ 'test/floor.data': '0', 'src/cart': 'sum floor' });
  });

  it('may change what steers tests once people agreed to that very file', async () => {
    const site = openSite({
      approval: asking,
      files: {
        'src/cart': 'sum',
        'test/sum.test': 'a total is a sum needs sum',
        'pytest.ini': 'a',
      },
      turns: [...writesTest, ask('pytest.ini'), change, write('pytest.ini', 'b'), ...writesChange],
    });
    await site.execute();
    approveAgain(site);
    const facts = await site.execute();
    expect(names(facts).at(-1)).toBe('execution_completed');
    expect(site.head()['pytest.ini']).toBe('b');
  });

  it('has PLAN.md say so before people are asked, and goes on under what they then read there', async () => {
    const plan = '# Plan\n\n## Steps\n\n- one\n\n## What an approval covers\n\n- Digest: `old`\n';
    const site = openSite({
      approval: asking,
      files: { 'src/cart': 'sum', 'test/sum.test': 'a total is a sum needs sum', 'PLAN.md': plan },
      document: sha256(plan),
      turns: [...writesTest, ask('src/sum'), change, write('src/sum', 'floor'), change, conforms],
    });
    const facts = await site.execute();
    const { proposal, repository = '', base = { ref: '', sha: '' } } = site.task();
    if (proposal === undefined) throw new Error('there is no plan');
    const written = site.head()['PLAN.md'] ?? '';

    expect(names(facts).slice(-3)).toEqual([
      'commit_recorded',
      'changes_pushed',
      'amendment_requested',
    ]);
    expect(written).toBe(withCover(plan, proposal.terms, proposal.digest));
    expect(written).toContain('- May change: `src/cart, src/sum, test/cart.test`');
    expect(proposal.digest).toBe(approvalDigest({ ...proposal, repository, base }));
    expect(proposal.document).toBe(sha256(written));

    approveAgain(site);
    const done = await site.execute();
    const [end] = done.slice(-1);
    expect(end?.type === 'execution_completed' ? end.data.result : end).toMatchObject({
      filesModified: ['src/sum', 'test/cart.test'],
      commits: site.task().steps.map(({ commit }) => commit),
    });
    expect(site.head()['PLAN.md']).toBe(written);
  });

  it('has its plan approved anew when the execution ended before it could ask', async () => {
    const plan = '# Plan\n\n## What an approval covers\n\n- Digest: `old`\n';
    const site = openSite({
      approval: asking,
      files: { 'src/cart': 'sum', 'PLAN.md': plan },
      document: sha256(plan),
      turns: [ask('test/floor.data'), test],
    });
    const facts = await site.execute(4);
    expect(names(facts).at(-1)).toBe('changes_pushed');

    expect(names(await site.execute())).toEqual(['approval_voided']);
    expect(site.task()).toMatchObject({
      status: 'awaiting_approval',
      voided: { cause: 'plan_edited' },
    });
    expect(site.ran).toEqual(['npm test']);
  });

  it('cannot ask where the policy has such files refused, which it does unless it says otherwise', async () => {
    const site = openSite({ turns: [...writesTest, ask('src/sum'), ...writesChange] });
    const facts = await site.execute();
    expect(names(facts)).not.toContain('amendment_requested');
    const tools = site.model.asked.flatMap((request) => request.tools.map(({ name }) => name));
    expect(tools).not.toContain('request_amendment');
  });

  it('fails in a task over several repositories, and says how people come to another plan', async () => {
    const site = openSite({ approval: asking, turns: [...writesTest, ask('src/sum'), change] });
    becomePart(site, 'shop-50');
    const facts = await site.execute();

    expect(names(facts).slice(-2)).toEqual(['changes_pushed', 'task_failed']);
    expect(site.task().reason).toBe(
      'step 2 needs src/sum, which the plan does not name: the sum is made there. Plans over several repositories are not amended while they are carried out: ask for another one by "revise shop-50 src/sum is needed too".',
    );
  });

  it.each([
    ['a file that may be changed already', 'src/cart', 'may be changed already'],
    ['a frozen test', 'test/cart.test', 'was proved to fail'],
    ['the plan itself', 'PLAN.md', 'changed by a new plan only'],
    ['a path out of the repository', '../other', 'not the plain path'],
  ])('is told when it asks for %s, and goes on', async (_what, path, said) => {
    const site = openSite({
      approval: asking,
      turns: [...writesTest, ask(path), ...writesChange],
    });
    const facts = await site.execute();
    expect(names(facts).at(-1)).toBe('execution_completed');
    expect(JSON.stringify(site.model.asked)).toContain(said);
  });

  it('asks for a file that steers checks by its exact name, even below a folder of the plan', async () => {
    const site = openSite({
      approval: asking,
      terms: { allowedPaths: ['.github/**', 'src/cart', 'test/cart.test'] },
      turns: [
        ...writesTest,
        write('.github/workflows/ci.yml', 'on: push'),
        ask('.github/workflows/ci.yml'),
        change,
      ],
    });
    await site.execute();
    expect(site.task().proposal?.terms.allowedPaths).toContain('.github/workflows/ci.yml');
    expect(JSON.stringify(site.model.asked.at(-2))).toContain('steers how code is built');
  });
});

describe('whatever a model does', () => {
  const paths = ['src/cart', 'src/sum', 'test/cart.test', 'test/sum.test', '.github/ci', 'PLAN.md'];
  const deed: fc.Arbitrary<Turn> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...paths), fc.constantFrom('sum floor', 'floor', 'x needs y'))
        .map(([path, text]) => write(path, text)),
    },
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(fc.constantFrom(...paths), { minLength: 1 })
        .map((all) => ask(...all)),
    },
    { weight: 2, arbitrary: fc.constantFrom(writesTest[0] ?? [], writesChange[0] ?? []) },
    { weight: 3, arbitrary: fc.constantFrom<Turn>(test, change, conforms) },
  );
  /** A formatter that spoils a file which is not ours. */
  const spoils = { kind: 'format', tool: 'f', command: 'check', fix: 'spoil' } as const;

  it('nothing outside the terms that were approved is ever pushed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { maxLength: 30 }),
        fc.constantFrom('ask' as const, 'refuse' as const),
        fc.boolean(),
        async (deeds, amendments, formats) => {
          const rest = Array.from(
            { length: 200 },
            (_, index) => [test, change, conforms][index % 3] ?? test,
          );
          const site = openSite({
            approval: { amendments },
            turns: [...deeds, ...rest],
            ...(formats ? { checks: [spoils] } : {}),
            commands: {
              check: (files) => ({
                exitCode: files['src/cart'] === 'sum' && !('test/cart.test' in files) ? 0 : 1,
              }),
              spoil: (files) => ({ files: { ...files, 'src/sum': 'spoilt' } }),
            },
          });
          const before = site.head();
          for (let round = 0; round < 3; round += 1) {
            const allowed = site.task().proposal?.terms.allowedPaths ?? [];
            await site.execute();
            const now = site.head();
            const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
              (path) => before[path] !== now[path],
            );
            expect(allowed).toEqual(expect.arrayContaining(changed));
            if (site.task().status !== 'awaiting_approval') break;
            approveAgain(site);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
