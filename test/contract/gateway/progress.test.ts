import { githubPort } from '@patchwright/outside';
import { describe, expect, test } from 'vitest';
import { context } from '../outside/calls.ts';
import { branch, secrets, until } from './house.ts';
import { id, townOfEachTest } from './town.ts';
import { wayToTheEnd } from './way-to-the-end.ts';

const town = townOfEachTest();

test('a person’s push makes the approval void, and Slack asks again', async () => {
  await town.propose();
  await town.slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
  await town.fact('plan_approved');
  const { sha } = await town.github.push({
    repo: 'acme/shop',
    user: 'eve',
    branch,
    message: 'chore: something else',
    files: { 'src/evil.ts': 'export {};\n' },
  });
  expect(await town.fact('foreign_push_recorded')).toMatchObject({
    data: { sha, by: 'human:github:eve' },
  });
  expect(await town.fact('approval_voided')).toMatchObject({ source: '/patchwright/gateway' });
  await until('the thread says so', () =>
    town.thread().some((text) => text.includes('The approval is void')),
  );
});

test('the whole way is told, each thing once, and ends with the proof on the pull request', async () => {
  const { sha, number } = await town.propose();
  await town.slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
  const { data } = await town.fact('plan_approved');
  const { digest } = data as { digest: string };
  for (const facts of wayToTheEnd({ digest, sha, number })) await town.house.state(id, ...facts);
  await until('Slack tells the end', () =>
    town.thread().some((text) => text.includes('SHOP-42 is done')),
  );
  await until('no more is to be told', async () =>
    (await town.house.bus.work.outstanding('main', id)).every((item) => item.kind !== 'notify'),
  );

  const told = town.thread();
  expect(new Set(told).size).toBe(told.length);
  for (const part of ['The change is pushed', 'All checks are green', 'steps done']) {
    expect(told.filter((text) => text.includes(part))).toHaveLength(1);
  }
  const [plan] = town.slack
    .state()
    .messages.filter(({ text }) => text.includes('2 of 2 steps done. The checks are green.'));
  expect(plan?.threadTs).toBeDefined();
  expect(plan?.blocks).toMatchObject([
    {
      type: 'plan',
      tasks: [
        { task_id: 'step-1', status: 'complete' },
        { task_id: 'step-2', status: 'complete' },
        { task_id: 'checks', status: 'complete' },
      ],
    },
  ]);
  expect(JSON.stringify(plan?.blocks)).toContain('RED proved, GREEN proved');
  const broadcast = town.slack.state().messages.filter((message) => message.broadcast);
  expect(broadcast.map(({ text }) => text)).toEqual([expect.stringContaining('SHOP-42 is done')]);
  expect(
    town.slack.state().messages.filter((message) => !message.threadTs && !message.ephemeralFor),
  ).toHaveLength(1);

  expect(town.sticky()).toHaveLength(1);
  expect(town.sticky()[0]?.body).toContain('is completed');
  expect(town.sticky()[0]?.body).toContain('- [x] 2. Limit the coupon');
  const body = town.repository().pullRequests[0]?.body ?? '';
  expect(body).toContain('RED on the base: a total never falls below zero');
  expect(body).toContain('````text\nnot ok 4\n```\nexpected 0, got -8\n````');
  expect(body).toContain('GREEN on the head');
  expect(body).toContain('Approved by maria on slack');

  const issue = town.jira.state().issues.find((one) => one.key === 'SHOP-42');
  expect(issue?.status.name).toBe('In Progress');
  expect(town.comments().filter((text) => text.includes('ready for review'))).toHaveLength(1);

  await merge(number);
  expect(await town.fact('pull_request_merged')).toMatchObject({ data: { by: 'human:maria' } });
  await until('the branch is gone', () => town.repository().branches[branch] === undefined);
  const facts = await town.house.factsOf(id);
  expect(facts.filter(({ type }) => type === 'pull_request_merged')).toHaveLength(1);
});

/** A person merges the pull request, which was readied before. */
async function merge(number: number): Promise<void> {
  const at = { repository: 'acme/shop', number };
  const auth = { kind: 'token', token: secrets.githubToken } as const;
  const { ensureReady } = githubPort({ baseUrl: town.github.url, auth }).writes;
  await ensureReady.perform({ key: 'ready', ...at }, context());
  await town.github.merge({ repo: at.repository, user: 'maria', number });
}

describe('checks', () => {
  test('of the task’s branch are stated while it follows them', async () => {
    const { sha } = await town.propose();
    await town.slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
    const { data } = await town.fact('plan_approved');
    await town.house.state(id, {
      type: 'execution_started',
      data: { digest: (data as { digest: string }).digest, base: sha },
    });
    const response = await fetch(`${town.github.url}/repos/acme/shop/statuses/${sha}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secrets.githubToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ state: 'failure', context: 'coverage' }),
    });
    expect(response.status).toBe(201);
    expect(await town.fact('ci_reported')).toMatchObject({
      data: { sha, name: 'coverage', conclusion: 'failure' },
    });
  });
});

describe('words', () => {
  test('on Slack start a task, tell where it stands, and are corrected', async () => {
    const say = (user: string, text: string) =>
      town.slack.command({ user, channel: 'patchwright', command: '/agent', text });
    await say('U0INES', 'run round totals once --repo acme/shop');
    const started = await until('a task is started', () =>
      town.whispers().find((text) => text.includes('is started')),
    );
    const [name = ''] = /round-totals-once-\w+/.exec(started) ?? [];
    expect(await town.fact('task_requested', name)).toMatchObject({
      actor: 'human:ines',
      data: { repository: 'acme/shop', title: 'round totals once', trigger: { kind: 'slack' } },
    });
    await say('U0INES', `status ${name}`);
    await until('it is told where it stands', () =>
      town.whispers().some((text) => text.includes('waiting to be looked at')),
    );
    await say('U0INES', 'statuss x');
    await until('it is corrected', () =>
      town.whispers().some((text) => text.includes('Did you mean /agent status?')),
    );
    await say('U0TOM', 'run something');
    await until('a stranger is refused', () =>
      town.whispers().some((text) => text.includes('may not start tasks')),
    );
    await say('U0INES', `cancel ${name} not needed`);
    expect(await town.fact('task_cancelled', name)).toMatchObject({
      data: { reason: 'not needed', via: 'slack' },
    });
  });

  test('about a ticket whose task has ended begin the next one', async () => {
    town.ticket();
    await town.fact('task_requested');
    await town.house.api(`/v1/tasks/${id}/cancel`, { method: 'POST', body: '{"reason":"wrong"}' });
    await town.fact('task_cancelled');
    town.jira.update({ ticket: 'SHOP-42', user: 'ines', labels: [] });
    town.jira.update({ ticket: 'SHOP-42', user: 'ines', labels: ['AI'] });
    await town.fact('task_requested', 'shop-42_2');
  });
});
