import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from '@patchwright/faults';
import { githubPort, jiraPort, sentryPort } from '@patchwright/outside';
import {
  type GitHubStandIn,
  type JiraStandIn,
  type SentryStandIn,
  startGitHub,
  startJira,
  startSentry,
} from '@patchwright/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';

const TOKEN = 'ghp_0123456789abcdefghij';
const repository = 'acme/shop';

describe('branches, files and runs of GitHub', () => {
  let root: string;
  let github: GitHubStandIn;
  let port: ReturnType<typeof githubPort>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'outside-tools-'));
    await mkdir(join(root, 'source/src'), { recursive: true });
    await writeFile(join(root, 'source/src/cart.ts'), 'export const total = 1;\n');
    github = await startGitHub({ root: join(root, 'github'), token: TOKEN });
    await github.addRepository({
      name: repository,
      from: { path: join(root, 'source') },
      base: 'main',
      ci: [
        { workflow: 'ci', job: 'test', run: 'echo tested' },
        { workflow: 'ci', job: 'lint', run: 'echo linted; false' },
      ],
      collaborators: { maria: 'write' },
    });
    port = githubPort({ baseUrl: github.url, auth: { kind: 'token', token: TOKEN } });
  });
  afterAll(async () => {
    await github[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });

  test('a branch is made once, and found where it stands by then', async () => {
    const wanted = { key: 'a/branch', repository, branch: 'agent/one', from: 'main' };
    const made = await ensure(port.writes.ensureBranch, wanted);
    await ensure(port.writes.ensureFile, {
      key: 'a/file',
      repository,
      branch: 'agent/one',
      path: 'NOTES.md',
      content: 'a note\n',
      message: 'docs: a note',
    });
    const again = await ensure(port.writes.ensureBranch, wanted);

    expect(made.sha).toMatch(/^[0-9a-f]{40}$/);
    expect(again.branch).toBe('agent/one');
    expect(again.sha).not.toBe(made.sha);
  });

  test('a branch from nothing is terminal', async () => {
    const wanted = { key: 'b', repository, branch: 'agent/none', from: 'no-such-branch' };
    expect(await thrownBy(ensure(port.writes.ensureBranch, wanted))).toBeInstanceOf(Terminal);
  });

  test('a file is written, rewritten, and left alone when it is as wanted', async () => {
    await ensure(port.writes.ensureBranch, {
      key: 'c/branch',
      repository,
      branch: 'agent/two',
      from: 'main',
    });
    const place = { repository, branch: 'agent/two', path: 'src/cart.ts', message: 'fix: total' };
    const write = (key: string, content: string) =>
      ensure(port.writes.ensureFile, { ...place, key, content });
    const first = await write('c/1', 'export const total = 2;\n');
    const head = await port.reads.getTree({ repository, ref: 'agent/two' }, context());
    const same = await write('c/2', 'export const total = 2;\n');
    const later = await port.reads.getTree({ repository, ref: 'agent/two' }, context());

    expect(same).toEqual(first);
    expect(later.sha).toBe(head.sha);
    expect(
      await port.reads.getFile({ repository, path: 'src/cart.ts', ref: 'agent/two' }, context()),
    ).toBe('export const total = 2;\n');
  });

  test('a folder is no file', async () => {
    const wanted = { key: 'd', repository, branch: 'main', path: 'src', content: '', message: 'x' };
    expect(await thrownBy(ensure(port.writes.ensureFile, wanted))).toBeInstanceOf(Terminal);
  });

  test('the runs of a branch with their jobs', async () => {
    await github.push({
      repo: repository,
      user: 'maria',
      branch: 'agent/run',
      message: 'feat: run',
      files: { 'RUN.md': 'run\n' },
    });
    await port.writes.ensureDraftPullRequest.perform(
      { key: 'run/pr', repository, base: 'main', branch: 'agent/run', title: 'Run', body: '' },
      context(),
    );
    await github.settled();
    const runs = await port.reads.listWorkflowRuns(
      { repository, branch: 'agent/run', limit: 5 },
      context(),
    );
    const jobs = await port.reads.listJobs({ repository, runId: runs[0]?.id ?? 0 }, context());

    expect(runs[0]).toMatchObject({ name: 'ci', branch: 'agent/run', state: 'failed' });
    expect(jobs.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['lint', 'failed'],
      ['test', 'passed'],
    ]);
    expect(
      await port.reads.listWorkflowRuns({ repository, branch: 'none', limit: 5 }, context()),
    ).toEqual([]);

    const remark = { path: 'src/cart.ts', start_line: 3, end_line: 3, message: 'a long line' };
    await github.report({
      ...{ repo: repository, sha: runs[0]?.sha ?? '', app: 'style', name: 'lines' },
      conclusion: 'failure',
      annotations: [{ ...remark, annotation_level: 'failure' }],
    });
    const checks = await port.reads.listChecks({ repository, sha: runs[0]?.sha ?? '' }, context());
    const { checkRunId = 0 } = checks.find(({ name }) => name === 'lines') ?? {};
    expect(await port.reads.listRemarks({ repository, checkRunId }, context())).toEqual([
      { path: 'src/cart.ts', line: 3, level: 'failure', message: 'a long line' },
    ]);
    expect(await port.reads.listRemarks({ repository, checkRunId: 1 }, context())).toEqual([]);
  });
});

describe('searches and fields of Jira', () => {
  let jira: JiraStandIn;
  let port: ReturnType<typeof jiraPort>;

  beforeAll(async () => {
    jira = await startJira({
      email: 'bot@acme.example',
      token: 'jira-token-1',
      projects: ['SHOP'],
    });
    port = jiraPort({
      baseUrl: jira.url,
      auth: { kind: 'basic', email: 'bot@acme.example', apiToken: 'jira-token-1' },
      indexingMs: 0,
    });
    jira.createTicket({ key: 'SHOP-1', summary: 'Totals are wrong', labels: ['cart'] });
    jira.createTicket({ key: 'SHOP-2', summary: 'Prices are wrong' });
  });
  afterAll(() => jira[Symbol.asyncDispose]());

  test('a search answers tickets in its order, no more than asked for', async () => {
    const jql = 'project = "SHOP" ORDER BY key DESC';
    const found = await port.reads.searchTickets({ jql, limit: 10 }, context());
    const first = await port.reads.searchTickets({ jql, limit: 1 }, context());

    expect(found.map(({ key }) => key)).toEqual(['SHOP-2', 'SHOP-1']);
    expect(first.map(({ key }) => key)).toEqual(['SHOP-2']);
    expect(found[1]).toMatchObject({ summary: 'Totals are wrong', labels: ['cart'] });
  });

  test('a query that Jira does not understand is terminal, and says so', async () => {
    const fault = await thrownBy(
      port.reads.searchTickets({ jql: 'colour = red', limit: 1 }, context()),
    );
    expect(fault).toBeInstanceOf(Terminal);
    expect(fault.message).toContain('colour');
  });

  test('fields are set once, and the others stay', async () => {
    const wanted = {
      key: 'f/1',
      ticket: 'SHOP-1',
      summary: 'Totals are right',
      labels: ['cart', 'done'],
    };
    await ensure(port.writes.ensureFields, wanted);
    const changes = jira.state().issues.find((one) => one.key === 'SHOP-1')?.changes.length;
    await ensure(port.writes.ensureFields, wanted);
    const ticket = await port.reads.getTicket({ ticket: 'SHOP-1' }, context());

    expect(ticket).toMatchObject({ summary: 'Totals are right', labels: ['cart', 'done'] });
    expect(jira.state().issues.find((one) => one.key === 'SHOP-1')?.changes.length).toBe(changes);
  });

  test('other labels leave the one by which a ticket of ours is found again', async () => {
    const wanted = {
      key: 'f/3',
      project: 'SHOP',
      type: 'Bug',
      summary: 'Ours',
      description: '',
      labels: ['one'],
    };
    const { ticket } = await ensure(port.writes.ensureTicket, wanted);
    await ensure(port.writes.ensureFields, { key: 'f/4', ticket, labels: ['two'] });
    const { labels } = await port.reads.getTicket({ ticket }, context());

    expect(labels).toEqual(['two', expect.stringMatching(/^patchwright-/)]);
    expect(await port.writes.ensureTicket.probe(wanted, context())).toMatchObject({ ticket });
    expect(
      await port.writes.ensureFields.probe({ key: 'f/5', ticket, labels: ['two'] }, context()),
    ).toEqual({ ticket });
  });

  test('a description and a priority are set as they are said', async () => {
    const wanted = {
      key: 'f/2',
      ticket: 'SHOP-2',
      description: 'By *one* cent.',
      priority: 'High',
    };
    await ensure(port.writes.ensureFields, wanted);
    const ticket = await port.reads.getTicket({ ticket: 'SHOP-2' }, context());

    expect(ticket).toMatchObject({ description: 'By *one* cent.', priority: 'High' });
  });
});

describe('an issue of Sentry', () => {
  let sentry: SentryStandIn;

  beforeAll(async () => {
    sentry = await startSentry({ token: 'sntrys_0123456789', organization: 'acme' });
    sentry.addIssue({ project: 'api', id: '4001', type: 'Error', value: 'x' });
  });
  afterAll(() => sentry[Symbol.asyncDispose]());

  test('is resolved once', async () => {
    const port = sentryPort({
      baseUrl: sentry.url,
      organization: 'acme',
      token: 'sntrys_0123456789',
    });
    const before = await port.writes.ensureResolved.probe({ key: 'r', id: '4001' }, context());
    const made = await ensure(port.writes.ensureResolved, { key: 'r', id: '4001' });
    const found = await port.writes.ensureResolved.probe({ key: 'r', id: '4001' }, context());

    expect(before).toBeUndefined();
    expect([made, found]).toEqual([{ status: 'resolved' }, { status: 'resolved' }]);
  });
});
