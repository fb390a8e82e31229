import { generateKeyPairSync } from 'node:crypto';
import { githubGitAccess, githubPort } from '@patchwright/outside';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';
import {
  port as asPerson,
  draft,
  github,
  LOGIN,
  repository,
  stored,
  useGitHub,
} from './github-site.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const BUTTONS = [
  { identifier: 'approve', label: 'Approve plan', description: 'Let the plan be carried out' },
] as const;
let port: ReturnType<typeof githubPort>;
let sha: string;

useGitHub();
beforeEach(async () => {
  const permissions = { metadata: 'read', contents: 'write', pull_requests: 'write' };
  const app = { slug: 'patchwright', key: publicKey, installedFor: ['acme'] };
  github.addApp({ ...app, id: 7, permissions: { ...permissions, checks: 'write' } });
  github.addApp({ ...app, id: 8, permissions });
  github.addApp({ ...app, id: 9, installedFor: [] });
  port = appPort('7');
  sha = branchTip();
});
afterEach(() => {
  vi.useRealTimers();
});

function appPort(appId: string) {
  return githubPort({ baseUrl: github.url, auth: { kind: 'app', appId, privateKey } });
}

function branchTip(): string {
  return stored().branches['agent/shop-42'] ?? '';
}

function check(more: Partial<Parameters<typeof port.writes.ensureCheckRun.perform>[0]> = {}) {
  return {
    key: 'shop-42/check/1',
    repository,
    sha,
    name: 'Patchwright plan',
    about: 'shop-42/d1',
    revision: 1,
    title: 'Waits for approval',
    summary: '2 steps',
    conclusion: 'action_required',
    actions: BUTTONS,
    ...more,
  } as const;
}

describe('as an App', () => {
  test('the installation of the owner gives the token, and what it does is done by the App', async () => {
    const { number } = await ensure(port.writes.ensureDraftPullRequest, draft());
    expect(stored().pullRequests.find((pull) => pull.number === number)?.user).toBe(LOGIN);
  });

  test('a token that is about to lapse is renewed before it is used', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await port.reads.getRepository({ repository }, context());
    vi.setSystemTime(Date.now() + 61 * 60_000);
    await expect(port.reads.getRepository({ repository }, context())).resolves.toMatchObject({
      name: repository,
    });
  });

  test('an owner without an installation is a matter for a person, who is told what to do', async () => {
    const fault = await thrownBy(appPort('9').reads.getRepository({ repository }, context()));
    expect(fault).toMatchObject({ name: 'NeedsHuman' });
    expect(`${(fault as Error & { diagnosis: string }).diagnosis}`).toContain('Install it there');
  });

  test('a permission that the App was not given is named to a person', async () => {
    const fault = await thrownBy(appPort('8').writes.ensureCheckRun.perform(check(), context()));
    expect(fault).toMatchObject({ name: 'NeedsHuman' });
    expect(fault.message).toContain('not accessible by integration');
  });

  test('git gets a token that opens the contents of one repository and nothing else', async () => {
    const access = await githubGitAccess({
      baseUrl: github.url,
      auth: { kind: 'app', appId: '7', privateKey },
    })(repository);
    const ask = (path: string) =>
      fetch(`${github.url}/repos/${repository}${path}`, {
        headers: { authorization: `token ${access.authorization.token}` },
      }).then(({ status }) => status);
    expect(await ask('/contents/README.md')).toBe(200);
    expect(await ask('/pulls')).toBe(403);
  });
});

describe('the check of a plan', () => {
  test('has the buttons, is rewritten in place by what is newer, and never by what is older', async () => {
    const made = await ensure(port.writes.ensureCheckRun, check());
    expect(stored().checkRuns).toMatchObject([
      {
        name: 'Patchwright plan',
        externalId: 'patchwright/shop-42/d1',
        conclusion: 'action_required',
        actions: BUTTONS,
      },
    ]);
    const decided = { revision: 3, title: 'Approved', conclusion: 'success', actions: [] } as const;
    const again = await ensure(port.writes.ensureCheckRun, check({ key: 'k/3', ...decided }));
    await ensure(port.writes.ensureCheckRun, check({ key: 'k/2', revision: 2 }));
    expect(again.id).toBe(made.id);
    expect(stored().checkRuns).toMatchObject([{ conclusion: 'success', actions: [] }]);
  });

  test('is found again after an answer that was lost', async () => {
    const lost = await port.writes.ensureCheckRun.perform(check(), context());
    expect(await port.writes.ensureCheckRun.probe(check(), context())).toEqual(lost);
  });

  test('is no verdict on the commit that it hangs on', async () => {
    await ensure(port.writes.ensureCheckRun, check());
    const found = await port.reads.listChecks({ repository, sha }, context());
    expect(found.map(({ name }) => name)).not.toContain('Patchwright plan');
  });

  test('with a button that GitHub would not take is a bug of ours, and says which', async () => {
    const actions = [{ ...BUTTONS[0], label: 'A label of more than twenty letters' }];
    await expect(port.writes.ensureCheckRun.perform(check({ actions }), context())).rejects.toThrow(
      'A label of more than twenty letters',
    );
  });

  test('is refused to a person’s token', async () => {
    const fault = await thrownBy(asPerson.writes.ensureCheckRun.perform(check(), context()));
    expect(fault).toMatchObject({ name: 'NeedsHuman' });
  });
});

test('a comment on a line is answered in its thread, once', async () => {
  const { number } = await ensure(port.writes.ensureDraftPullRequest, draft());
  await github.review({
    repo: repository,
    number,
    user: 'maria',
    state: 'comment',
    comments: [{ path: 'NOTES.md', line: 1, body: '@agent revise Round down' }],
  });
  const [asked] = await port.reads.listReviewComments({ repository, number }, context());
  expect(asked).toMatchObject({ author: 'maria', path: 'NOTES.md', thread: asked?.id });

  const reply = { key: 'k', repository, number, commentId: asked?.id ?? 0, body: 'Version 2' };
  await ensure(port.writes.ensureReviewReply, reply);
  await ensure(port.writes.ensureReviewReply, reply);
  const comments = await port.reads.listReviewComments({ repository, number }, context());
  expect(comments.slice(1)).toMatchObject([{ author: LOGIN, thread: asked?.id }]);
});
