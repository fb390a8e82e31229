import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { githubGitAccess } from '@patchwright/outside';
import { directoryCheckpoints, type RemoteUse, workspacePort } from '@patchwright/workspace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { context, thrownBy } from './calls.ts';
import { github, repository, stored, useGitHub } from './github-site.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const branch = 'agent/shop-42';
let folder: string;

useGitHub();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-token-'));
  const permissions = { metadata: 'read', contents: 'write' };
  github.addApp({
    id: 7,
    slug: 'patchwright',
    key: publicKey,
    installedFor: ['acme'],
    permissions,
  });
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A workspace that asks as an App; `taken` are the tokens in the order in which git asked for them. */
function workspace(only?: RemoteUse) {
  const access = githubGitAccess({
    baseUrl: github.url,
    auth: { kind: 'app', appId: '7', privateKey },
  });
  const taken: { readonly use: RemoteUse; readonly token: string }[] = [];
  const port = workspacePort({
    root: join(folder, 'work'),
    async remote(name, use) {
      const remote = await access(name, only ?? use);
      taken.push({ use, token: remote.authorization.token });
      return remote;
    },
    blobs: { put: async (bytes, mediaType) => ({ ref: 'none', size: bytes.length, mediaType }) },
    checkpoints: directoryCheckpoints(join(folder, 'checkpoints')),
    tools: { path: [join(process.execPath, '..')] },
    sandbox: 'none',
  });
  return { port, taken };
}

/** Reads, changes, tests and commits, and answers the push that is left to do. */
async function prepare({ reads }: ReturnType<typeof workspace>['port']) {
  const { commit, tree } = await reads.open({ repository, ref: branch }, context());
  const files = [{ path: 'NOTES.md', content: 'Totals have a floor.\n' }];
  const written = await reads.writeFiles({ repository, tree, files }, context());
  await reads.run({ repository, tree: written.tree, command: 'true', fresh: true }, context());
  const author = { name: 'Patchwright', email: 'patchwright@acme.example' };
  const { sha } = await reads.commit(
    {
      ...{ repository, tree: written.tree, parent: commit, message: 'docs: floor\n', author },
      date: '2026-03-02T10:00:00.000Z',
    },
    context(),
  );
  return { key: `shop-42/push/${sha}`, repository, branch, sha, expect: commit };
}

test('a token that can push is taken out at the push, and not before', async () => {
  const { port, taken } = workspace();
  const push = await prepare(port);
  expect(taken.map(({ use }) => use)).not.toContain('write');

  await port.writes.push.perform(push, context());
  expect(taken.at(-1)?.use).toBe('write');
  const forReading = taken.filter(({ use }) => use === 'read').map(({ token }) => token);
  expect(forReading).not.toContain(taken.at(-1)?.token);
  expect(stored().branches[branch]).toBe(push.sha);
});

test('the token that was there before it cannot push', async () => {
  const { port } = workspace('read');
  const push = await prepare(port);
  const fault = await thrownBy(port.writes.push.perform(push, context()));
  expect(fault.name).toBe('NeedsHuman');
  expect(stored().branches[branch]).toBe(push.expect);
});
