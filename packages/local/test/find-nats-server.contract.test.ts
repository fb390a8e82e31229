import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NatsEnvironment, NatsSource } from '../src/nats/index.ts';
import { findNatsServer, NatsServerMissing, natsEnvironment } from '../src/nats/index.ts';
import { archiveName, githubReleases } from '../src/nats/sources/github.ts';

let dir: string;
let environment: NatsEnvironment;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'find-nats-'));
  environment = {
    ...natsEnvironment(),
    server: undefined,
    searchPath: '',
    cacheDir: join(dir, 'cache'),
  };
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

test('the server that was asked for is used', async () => {
  const server = await saysVersion('asked', '2.15.1');
  expect(await findNatsServer({ server, environment })).toEqual({
    path: server,
    version: '2.15.1',
    how: 'NATS_SERVER',
  });
});

test('a server that was asked for and is too old is refused with its version, and no other is taken', async () => {
  const server = await saysVersion('old', '2.9.10');
  await saysVersion('path/nats-server', '2.15.1');
  const searching = findNatsServer({
    server,
    environment: { ...environment, searchPath: join(dir, 'path') },
  });
  await expect(searching).rejects.toThrow(/2\.9\.10, which is too old/);
});

test('a server that was asked for and is not there is named', async () => {
  const searching = findNatsServer({ server: '/no/such/server', environment });
  await expect(searching).rejects.toThrow(/\/no\/such\/server does not run/);
});

test('one on the PATH that is too old is passed over for a newer one', async () => {
  await saysVersion('first/nats-server', '2.9.10');
  const newer = await saysVersion('second/nats-server', '2.16.0');
  const searchPath = [join(dir, 'first'), join(dir, 'second')].join(delimiter);
  const found = await findNatsServer({ environment: { ...environment, searchPath } });
  expect(found).toEqual({ path: newer, version: '2.16.0', how: 'PATH' });
});

test('what was fetched once is taken from the cache', async () => {
  const source = makes('2.15.1');
  const first = await findNatsServer({ environment, sources: [source] });
  const second = await findNatsServer({ environment, sources: [] });
  expect(first.how).toBe('a test');
  expect(second).toEqual({ ...first, how: 'the cache' });
});

test('several that look at once fetch once', async () => {
  let fetched = 0;
  const source: NatsSource = {
    ...makes('2.15.1'),
    get: async (context) => {
      fetched += 1;
      return makes('2.15.1').get(context);
    },
  };
  await Promise.all([1, 2, 3].map(() => findNatsServer({ environment, sources: [source] })));
  expect(fetched).toBe(1);
});

test('when one source fails, the next is asked', async () => {
  const failing: NatsSource = {
    ...makes('2.15.1'),
    name: 'a broken one',
    get: () => Promise.reject(new Error('the line is dead')),
  };
  const found = await findNatsServer({ environment, sources: [failing, makes('2.15.1')] });
  expect(found.how).toBe('a test');
});

test('when there is none to be had, one message names what was tried and what to do', async () => {
  const closed: NatsSource = { ...makes('2.15.1'), unavailable: async () => 'it is closed' };
  const error = await findNatsServer({ environment, sources: [closed] }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(NatsServerMissing);
  expect((error as NatsServerMissing).attempts).toEqual([
    { where: 'PATH', why: 'there is none' },
    { where: 'a test', why: 'it is closed' },
  ]);
  expect(String(error)).toContain('NATS_SERVER');
});

test('a release archive with the published checksum is unpacked', async () => {
  await using site = await releases({ honest: true });
  const found = await findNatsServer({ environment, sources: [githubReleases(site.address)] });
  expect(found).toMatchObject({ version: '2.15.1', how: 'the release on GitHub' });
});

test('a release archive with another checksum is refused', async () => {
  await using site = await releases({ honest: false });
  const searching = findNatsServer({ environment, sources: [githubReleases(site.address)] });
  await expect(searching).rejects.toThrow(/checksum of nats-server-v2\.15\.1/);
});

/** A command that prints a version as nats-server does. */
async function saysVersion(name: string, version: string): Promise<string> {
  const path = join(dir, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  await chmod(path, 0o755);
  return path;
}

function makes(version: string): NatsSource {
  return {
    name: 'a test',
    unavailable: async () => undefined,
    get: async ({ folder }) => {
      const path = join(folder, 'made');
      await writeFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
      return path;
    },
  };
}

/** A site with the layout of GitHub's releases. */
async function releases(options: { honest: boolean }) {
  const archive = archiveName(process.platform, process.arch) as string;
  const folder = archive.replace('.tar.gz', '');
  await saysVersion(`site/${folder}/nats-server`, '2.15.1');
  await execa('tar', ['-czf', archive, folder], { cwd: join(dir, 'site') });
  const content = await readFile(join(dir, 'site', archive));
  const digest = createHash('sha256')
    .update(options.honest ? content : 'another')
    .digest('hex');
  const files: Record<string, Buffer | string> = {
    '/v2.15.1/SHA256SUMS': `${'0'.repeat(64)}  other.zip\n${digest}  ${archive}\n`,
    [`/v2.15.1/${archive}`]: content,
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
