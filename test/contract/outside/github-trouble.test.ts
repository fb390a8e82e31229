import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { githubPort } from '@patchwright/outside';
import { createFaultBox, type GitHubStandIn, startGitHub } from '@patchwright/stand-ins';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';

const TOKEN = 'ghp_0123456789abcdefghij';
const LOGIN = 'patchwright[bot]';
const faults = createFaultBox();
let root: string;
let github: GitHubStandIn;
let port: ReturnType<typeof githubPort>;
let repository: string;
let counter = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'outside-github-'));
  github = await startGitHub({ root: join(root, 'github'), token: TOKEN, botLogin: LOGIN, faults });
  port = portWith(TOKEN);
  const source = join(root, 'source');
  await mkdir(join(source, 'src'), { recursive: true });
  await writeFile(join(source, 'src/cart.ts'), 'export const total = 1;\n');
  await writeFile(join(source, 'README.md'), '# Shop\n');
});
afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  faults.clear();
  counter += 1;
  repository = `acme/shop-${counter}`;
  await github.addRepository({
    name: repository,
    from: { path: join(root, 'source') },
    base: 'main',
    ci: [
      { workflow: 'ci', job: 'test', run: 'cat NOTES.md' },
      { workflow: 'ci', job: 'lint', run: 'test ! -e NOTES.md' },
    ],
    collaborators: { maria: 'write', ines: 'read', [LOGIN]: 'write' },
  });
  await github.push({
    repo: repository,
    user: 'maria',
    branch: 'agent/shop-42',
    message: 'feat: a note',
    files: { 'NOTES.md': 'a note\n' },
  });
});

function portWith(token: string) {
  return githubPort({ baseUrl: github.url, auth: { kind: 'token', token } });
}

function stored() {
  const found = github.state().repositories.find((one) => one.fullName === repository);
  if (found === undefined) throw new Error(`${repository} is not there`);
  return found;
}

function draft() {
  return {
    key: 'shop-42/pull',
    repository,
    base: 'main',
    branch: 'agent/shop-42',
    title: 'Totals are right',
    body: 'What changes.',
  };
}

async function pullRequest(): Promise<number> {
  return (await port.writes.ensureDraftPullRequest.perform(draft(), context())).number;
}

describe('an effect whose answer was lost is found, not repeated', () => {
  test('a draft pull request', async () => {
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /pulls' });
    const { ensureDraftPullRequest } = port.writes;
    const lost = await thrownBy(ensureDraftPullRequest.perform(draft(), context()));
    const found = await ensureDraftPullRequest.probe(draft(), context());

    expect(lost).toBeInstanceOf(Retryable);
    expect(found).toMatchObject({ number: stored().pullRequests[0]?.number });
    expect(stored().pullRequests).toHaveLength(1);
  });

  test('a comment', async () => {
    const number = await pullRequest();
    const comment = { key: 'shop-42/lost', repository, number, body: 'Once.' };
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /comments' });
    const lost = await thrownBy(port.writes.ensureComment.perform(comment, context()));

    expect(lost).toBeInstanceOf(Retryable);
    await ensure(port.writes.ensureComment, comment);
    expect(ownComments()).toHaveLength(1);
  });

  test('a sticky comment', async () => {
    const number = await pullRequest();
    const sticky = { key: 's', repository, number, marker: 'm', revision: 1, body: 'Once.' };
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /comments' });
    await thrownBy(port.writes.ensureStickyComment.perform(sticky, context()));

    await ensure(port.writes.ensureStickyComment, sticky);
    expect(ownComments()).toHaveLength(1);
  });

  test('a run of failed jobs', async () => {
    await pullRequest();
    await github.settled();
    const sha = stored().branches['agent/shop-42'] ?? '';
    const checks = await port.reads.listChecks({ repository, sha }, context());
    const jobId = checks.find((check) => check.state === 'failed')?.jobId ?? 0;
    const input = { key: 'rerun/1', repository, jobId, runAttempt: 1 };
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /rerun-failed-jobs' });
    const lost = await thrownBy(port.writes.ensureRerun.perform(input, context()));

    expect(lost).toBeInstanceOf(Retryable);
    expect(await port.writes.ensureRerun.probe(input, context())).toMatchObject({ attempt: 2 });
  });

  test('the step out of draft', async () => {
    const number = await pullRequest();
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /graphql' });
    const ready = { key: 'ready', repository, number };
    await thrownBy(port.writes.ensureReady.perform(ready, context()));

    expect(await port.writes.ensureReady.probe(ready, context())).toBeDefined();
  });
});

describe('what goes wrong says what is to happen', () => {
  test('a wrong token needs a person, and is not in the message', async () => {
    const wrong = 'ghp_wrongwrongwrongwrong';
    const fault = await thrownBy(portWith(wrong).reads.getRepository({ repository }, context()));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect((fault as NeedsHuman).diagnosis).toContain('Check the GitHub token');
    expect(JSON.stringify([fault.message, fault.stack, fault.cause])).not.toContain(wrong);
  });

  test('what is not there is terminal', async () => {
    const input = { repository: 'acme/none' };
    const fault = await thrownBy(port.reads.getRepository(input, context()));

    expect(fault).toBeInstanceOf(Terminal);
  });

  test('a branch that is not there cannot be opened, and GitHub says so', async () => {
    const input = { ...draft(), branch: 'agent/none' };
    const fault = await thrownBy(port.writes.ensureDraftPullRequest.perform(input, context()));

    expect(fault).toBeInstanceOf(Terminal);
    expect(fault.message).toContain('422');
  });

  test('a limit says how long to wait', async () => {
    faults.order({ target: 'github', kind: '429', retryAfter: 7, times: 5 });
    const fault = await thrownBy(port.reads.getRepository({ repository }, context()));

    expect(fault).toBeInstanceOf(Retryable);
    expect((fault as Retryable).afterMs).toBe(7000);
  });

  test('a failing server and a cut connection may pass; one of them is borne silently by a read', async () => {
    faults.order({ target: 'github', kind: '500', times: 1 });
    await port.reads.getRepository({ repository }, context());
    faults.order({ target: 'github', kind: '503', times: 2 });
    const failing = await thrownBy(port.reads.getRepository({ repository }, context()));
    faults.clear();
    faults.order({ target: 'github', kind: 'reset', times: 2 });
    const cut = await thrownBy(port.reads.getRepository({ repository }, context()));

    expect(failing).toBeInstanceOf(Retryable);
    expect(cut).toBeInstanceOf(Retryable);
  });

  test('a call ends with the run that made it', async () => {
    faults.order({ target: 'github', kind: 'slow', ms: 20_000 });
    const run = new AbortController();
    const reason = new Error('the run was overtaken');
    const call = thrownBy(port.reads.getRepository({ repository }, context(run.signal)));
    run.abort(reason);

    expect(await call).toBe(reason);
  });
});

function ownComments() {
  return stored().comments.filter((comment) => comment.user === LOGIN);
}

/** A person edits the text of a pull request. */
async function _setBody(number: number, body: string): Promise<void> {
  const response = await fetch(`${github.url}/repos/${repository}/pulls/${number}`, {
    method: 'PATCH',
    headers: { authorization: `token ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body }),
  });
  expect(response.status).toBe(200);
}
