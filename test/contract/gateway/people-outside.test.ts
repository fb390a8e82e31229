import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppTown } from './app-town.ts';
import { proposedFacts, until } from './house.ts';
import { id, type Town } from './town.ts';

const PLAN_CHECK = 'Patchwright plan';
const at = { repo: 'acme/shop', user: 'jonas' } as const;
let town: Town;
let github: Town['github'];

beforeEach(async () => {
  town = await startAppTown();
  github = town.github;
});
afterEach(async () => {
  await town[Symbol.asyncDispose]();
});

async function planCheck(conclusion: string) {
  return until(`the check is ${conclusion}`, () =>
    town
      .repository()
      .checkRuns.find((check) => check.name === PLAN_CHECK && check.conclusion === conclusion),
  );
}

function commentsOn(repo: string, number: number): readonly string[] {
  const found = github.state().repositories.find(({ fullName }) => fullName === repo);
  return (found?.comments ?? []).filter((one) => one.number === number).map(({ body }) => body);
}

describe('the check of a plan', () => {
  test('approves by a click what it shows, and says so in place', async () => {
    const { sha } = await town.propose();
    await planCheck('action_required');
    await github.clickCheck({ ...at, sha, name: PLAN_CHECK, action: 'approve' });

    const approved = await town.fact('approval_given');
    expect(approved).toMatchObject({
      actor: 'human:jonas',
      data: { by: 'human:jonas', via: 'github' },
    });
    await planCheck('success');
    const checks = town.repository().checkRuns.filter(({ name }) => name === PLAN_CHECK);
    expect(checks).toMatchObject([{ headSha: sha, actions: [] }]);
  });

  test('stops the task by a click', async () => {
    const { sha } = await town.propose();
    await planCheck('action_required');
    await github.clickCheck({ ...at, sha, name: PLAN_CHECK, action: 'reject' });
    expect(await town.fact('plan_rejected')).toMatchObject({ data: { by: 'human:jonas' } });
    await planCheck('cancelled');
  });

  test('tells whoever wants changes where to say which', async () => {
    const { sha, number } = await town.propose();
    await planCheck('action_required');
    await github.clickCheck({ ...at, sha, name: PLAN_CHECK, action: 'revise' });
    await until('the pull request says how', () =>
      commentsOn('acme/shop', number).some((body) => body.includes('request changes in a review')),
    );
  });
});

test('words on a line are answered there by the plan that takes them up', async () => {
  const { sha, number } = await town.propose();
  const line = { path: 'PLAN.md', line: 1, body: '@agent revise Count in whole cents' };
  await github.review({ ...at, number, state: 'comment', comments: [line] });
  await town.fact('revision_requested');
  await town.house.state(id, ...proposedFacts(sha, { version: 2, number }));

  await until('the thread is answered', () =>
    town
      .repository()
      .reviewComments.some(
        ({ body, inReplyTo }) => inReplyTo !== null && body.includes('Version 2 of the plan'),
      ),
  );
});

describe('an edited ticket', () => {
  test('makes the approval void, and says why', async () => {
    const { sha } = await town.propose();
    await planCheck('action_required');
    await github.clickCheck({ ...at, sha, name: PLAN_CHECK, action: 'approve' });
    await town.fact('plan_approved');
    town.jira.update({ ticket: 'SHOP-42', user: 'ines', description: 'It is another thing.' });

    expect(await town.fact('approval_voided')).toMatchObject({
      data: { cause: 'ticket_edited', reason: expect.stringContaining('description of SHOP-42') },
    });
  });
});

describe('in a public repository', () => {
  let source: string;
  beforeAll(async () => {
    source = await mkdtemp(join(tmpdir(), 'public-'));
    await writeFile(join(source, 'README.md'), '# Open\n');
  });
  afterAll(() => rm(source, { recursive: true, force: true }));
  beforeEach(async () => {
    await github.addRepository({
      name: 'acme/open',
      from: { path: source },
      base: 'main',
      collaborators: { jonas: 'write', ines: 'read' },
    });
  });

  test('strangers are refused politely, once in each conversation; those who may write are heard', async () => {
    const issue = { repo: 'acme/open', user: 'tom', title: 'It is slow' };
    const { number } = await github.openIssue(issue);
    const say = (user: string, body: string) =>
      github.comment({ repo: 'acme/open', user, number, body });
    await say('tom', '@agent run');
    await say('tom', '@agent run now');
    await say('ines', '@agent run');
    await say('jonas', '@agent help');
    await until('jonas is helped', () =>
      commentsOn('acme/open', number).some((body) => body.includes('approve')),
    );
    const told = () => commentsOn('acme/open', number).filter((body) => body.includes('Thank you'));
    await until('tom and ines are told', () => told().length === 2);

    expect(told().filter((body) => body.includes('tom'))).toHaveLength(1);
    expect(await town.house.factsOf('acme-open-1')).toEqual([]);
  });
});

describe('an error in production', () => {
  const error = { project: 'checkout', id: '4501', type: 'TypeError', level: 'fatal' } as const;

  test('that is fatal is told on Slack at once, once; tagged so, it starts one task', async () => {
    const { sentry } = outside();
    sentry.addIssue({ ...error, tags: { 'AI-Fix': 'true' } }, 'event_alert');
    sentry.alert({ issue: '4501', rule: 'Every error' });
    const facts = await until('a task is asked for', async () => {
      const found = await town.house.factsOf('checkout-4501');
      return found.some(({ type }) => type === 'trigger_joined') && found;
    });

    expect(facts[0]).toMatchObject({
      type: 'task_requested',
      actor: 'system:sentry',
      data: { requester: 'system:sentry', priority: 'critical', sentry: { id: '4501' } },
    });
    const alerts = () =>
      town.slack.state().messages.filter(({ text }) => text.includes('Fatal error in checkout'));
    await until('Slack is told', () => alerts().length > 0);
    expect(alerts()).toHaveLength(1);
  });

  test('has one task, also where the monitor files a ticket for it', async () => {
    const { sentry } = outside();
    sentry.addIssue({ ...error, tags: { 'AI-Fix': 'true' } }, 'event_alert');
    await until('a task is asked for', async () => {
      const found = await town.house.factsOf('checkout-4501');
      return found.length > 0;
    });
    town.jira.createTicket({
      key: 'SHOP-50',
      summary: 'TypeError in checkout',
      description: 'Sentry issue: https://sentry.example/issues/4501/ (id 4501, project checkout)',
      labels: ['AI-Fix'],
    });
    await town.fact('trigger_joined', 'checkout-4501');
    expect(await town.house.factsOf('shop-50')).toEqual([]);
  });

  function outside() {
    const { outside } = town.house;
    if (outside === undefined) throw new Error('nobody is outside');
    return outside;
  }
});
