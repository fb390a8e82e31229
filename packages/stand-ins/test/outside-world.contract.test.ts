import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { execa } from 'execa';
import { createCloudClient } from 'jira.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OutsideWorld, type OutsideWorldInput, startOutsideWorld } from '../src/index.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SCRIPT = `conversations:
  - role: planner
    about: SHOP-42
    turns: [{ text: hello }]
`;
const secrets = {
  githubToken: 'github-token',
  githubWebhook: 'github-webhook',
  jiraToken: 'jira-token',
  jiraWebhook: 'jira-webhook',
  slackToken: 'xoxb-slack',
  slackSigning: 'slack-signing',
  sentryToken: 'sentry-token',
  sentryWebhook: 'sentry-webhook',
  modelKey: 'model-key',
};

let root: string;
let gateway: Receiver;
let options: OutsideWorldInput;
let world: OutsideWorld;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'outside-world-'));
  await writeFile(join(root, 'model.yaml'), SCRIPT);
  gateway = await startReceiver();
  options = {
    root: join(root, 'world'),
    gateway: `${gateway.url}/`,
    secrets,
    jira: { projects: ['SHOP'] },
    slack: { channels: ['approvals'], users: [{ id: 'U0MARIA', name: 'maria' }] },
    model: { scripts: [join(root, 'model.yaml')] },
  };
  world = await startOutsideWorld(options);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});
beforeEach(() => world.faults.clear());

async function control(path: string, body?: unknown, init: RequestInit = {}) {
  const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers: Record<string, string> =
    body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${world.urls.control}/control${path}`, {
    headers,
    ...post,
    ...init,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function settled() {
  await control('/settled');
  return gateway.received;
}

describe('the control door', () => {
  it('plays people on every system, and each is told to the gateway', async () => {
    await control('/jira/tickets', { key: 'SHOP-42', summary: 'Totals', labels: ['AI'] });
    await control('/jira/comment', { ticket: 'SHOP-42', user: 'ines', body: '@agent status' });
    await control('/sentry/issue', { project: 'api', id: '4001', type: 'TypeError' });
    await control('/slack/say', {
      user: 'maria',
      channel: 'approvals',
      text: `<@${world.slack.botUser}> status`,
    });
    await control('/slack/command', { user: 'maria', channel: 'approvals', command: '/agent' });

    const paths = (await settled()).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      '/webhooks/jira',
      '/webhooks/jira',
      '/webhooks/sentry',
      '/webhooks/slack/commands',
      '/webhooks/slack/events',
    ]);
    const { body } = await control('/state');
    expect(body.jira.issues).toMatchObject([{ key: 'SHOP-42' }]);
    expect(body.sentry.issues).toMatchObject([{ id: '4001', count: 1 }]);
    expect(body.model).toEqual({ calls: [], repeated: 0 });
    expect(body.github.repositories).toEqual([]);
  });

  it('serves a repository, on which people open issues and comment', async () => {
    const folder = join(root, 'shop');
    const git = execa({ cwd: root });
    await git`git init -q -b main ${folder}`;
    await writeFile(join(folder, 'README.md'), '# shop\n');
    await git`git -C ${folder} add .`;
    await git`git -C ${folder} -c user.name=a -c user.email=a@a.example commit -q -m init`;
    const repository = { name: 'acme/shop', from: { path: folder }, base: 'main' };
    const added = await control('/github/repositories', repository);
    expect(added.body.cloneUrl).toBe(`${world.urls.github}/acme/shop.git`);

    const act = { repo: 'acme/shop', user: 'maria' };
    const issue = await control('/github/issue', { ...act, title: 'Totals are wrong' });
    const comment = { ...act, number: issue.body.number, body: '@agent fix' };
    expect((await control('/github/comment', comment)).status).toBe(201);
    const hooks = (await settled()).filter(({ path }) => path === '/webhooks/github');
    expect(hooks.map(({ headers }) => headers['x-github-event'])).toContain('issue_comment');
    expect((await control('/github/comment', { ...comment, number: 99 })).status).toBe(404);
  });

  it('clicks a button and answers what the gateway answered', async () => {
    const slack = new WebClient(secrets.slackToken, { slackApiUrl: `${world.urls.slack}/api/` });
    await slack.chat.postMessage({
      channel: 'approvals',
      text: 'Plan for SHOP-42',
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'approve',
              value: 't1',
              text: { type: 'plain_text', text: 'Approve' },
            },
          ],
        },
      ],
    });
    gateway.answerNext({ status: 200, body: '{"ok":true}' });
    const clicked = await control('/slack/click', { user: 'U0MARIA', actionId: 'approve' });
    expect(clicked).toMatchObject({ status: 201, body: { status: 200, body: '{"ok":true}' } });
    const missing = await control('/slack/click', { user: 'maria', actionId: 'launch' });
    expect(missing.status).toBe(404);
    expect(missing.body.error).toContain('there are: approve');
  });

  it('loses the answer of a ticket that was made, once', async () => {
    const fault = { target: 'jira', kind: 'lost-response', match: 'POST /comment' };
    expect((await control('/faults', fault)).status).toBe(201);
    const jira = createCloudClient({
      host: world.urls.jira,
      auth: { type: 'basic', email: 'patchwright@acme.example', apiToken: secrets.jiraToken },
    });
    const comment = { issueIdOrKey: 'SHOP-42', body: 'once' } as never;
    await expect(jira.issueComments.addComment(comment)).rejects.toThrow();
    const { comments } = await jira.issueComments.getComments({ issueIdOrKey: 'SHOP-42' });
    expect(comments?.at(-1)?.body?.content[0]).toMatchObject({ content: [{ text: 'once' }] });
    expect((await control('/faults')).body).toEqual({ pending: [] });
    const { body } = await control('/requests?target=jira');
    expect(body.requests.at(-2)).toMatchObject({ method: 'POST', status: 201 });
  });

  it('delivers a webhook again with the same id', async () => {
    const { body } = await control('/deliveries');
    const [first] = body.deliveries;
    const before = gateway.received.length;
    const again = await control('/deliveries/redeliver', { id: first.id });
    expect(again.body).toMatchObject({ id: first.id, status: 'delivered', attempts: 2 });
    expect(gateway.received).toHaveLength(before + 1);
  });

  it('counts the calls of the model and orders its faults', async () => {
    await control('/model/faults', { next: ['529'] });
    const ask = () =>
      fetch(`${world.urls.model}/v1/messages`, {
        method: 'POST',
        headers: {
          'x-api-key': secrets.modelKey,
          'anthropic-version': '2023-06-01',
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          model: 'any',
          max_tokens: 10,
          system: "You are Patchwright's planner.",
          messages: [{ role: 'user', content: 'SHOP-42' }],
        }),
      });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([
      529, 200, 200,
    ]);
    const { body } = await control('/model/calls');
    expect(body.repeated).toBe(1);
    expect(body.calls.map(({ status }: { status: number }) => status)).toEqual([529, 200, 200]);
  });

  it('names what is wrong with a request, and takes no forms and no foreign names', async () => {
    const wrong = await control('/jira/tickets', { summary: 'x', colour: 'red' });
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('colour') },
    });
    const form = await control('/faults', undefined, { method: 'POST', body: 'a=b' });
    expect(form.status).toBe(415);
    expect((await control('/nothing')).status).toBe(404);
    await writeFile(join(root, 'wrong.yaml'), 'conversations:\n  - role: planner\n');
    const script = await control('/model/scripts', { file: join(root, 'wrong.yaml') });
    expect(script.body.error).toContain('wrong.yaml:2:');
  });
});

describe('the outside world as a process', () => {
  const main = join(import.meta.dirname, '../src/main.ts');
  const start = (file: string) =>
    execa(process.execPath, [main, file], { reject: false, extendEnv: false, env: {} });

  it('says in one line where everything is, and ends on SIGTERM', async () => {
    const file = join(root, 'options.json');
    await writeFile(file, JSON.stringify({ ...options, root: join(root, 'process') }));
    const child = start(file);
    for await (const line of child) {
      const { ready, urls } = JSON.parse(line);
      expect(ready).toBe(true);
      expect(Object.keys(urls)).toEqual(['github', 'jira', 'slack', 'sentry', 'model', 'control']);
      expect((await fetch(`${urls.control}/control/state`)).status).toBe(200);
      child.kill('SIGTERM');
    }
    expect((await child).exitCode).toBe(0);
  });

  it('ends with 2 and names what is wrong with its options', async () => {
    const file = join(root, 'wrong.json');
    await writeFile(file, JSON.stringify({ ...options, gateway: 'nowhere' }));
    const { exitCode, stderr } = await start(file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('gateway');
  });

  it('ends with 1 and names the port that is taken', async () => {
    const port = Number(new URL(gateway.url).port);
    const file = join(root, 'taken.json');
    const taken = { ...options, root: join(root, 'taken'), ports: { slack: port } };
    await writeFile(file, JSON.stringify(taken));
    const { exitCode, stderr } = await start(file);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`address already in use 127.0.0.1:${port}`);
  });
});
