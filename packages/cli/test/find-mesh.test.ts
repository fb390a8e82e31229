import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMesh } from '../src/find-mesh.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-mesh-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const LOCAL = {
  gateway: 'http://127.0.0.1:8080',
  token: 'of-the-file',
  nats: 'nats://127.0.0.1:4222',
  pid: process.pid,
};

async function write(content: unknown, below = ''): Promise<void> {
  const home = join(folder, below, '.patchwright');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'mesh.json'), JSON.stringify(content));
}

function find(flags = {}, environment = {}, below = '') {
  return findMesh(flags, { environment, cwd: join(folder, below) });
}

describe('where the mesh is', () => {
  test('is told by flags before the environment, and by the environment before the file', async () => {
    await write(LOCAL);
    const environment = { PATCHWRIGHT_URL: 'http://env:1/', PATCHWRIGHT_TOKEN: 'of-env' };
    expect(await find({ url: 'http://flag:1' }, environment)).toMatchObject({
      gateway: 'http://flag:1',
      token: 'of-env',
      toldBy: 'the command line',
    });
    expect(await find({}, environment)).toMatchObject({
      gateway: 'http://env:1',
      toldBy: 'the environment',
    });
    expect(await find()).toMatchObject({ gateway: LOCAL.gateway, token: LOCAL.token });
  });

  test('is read from the nearest file upwards', async () => {
    await write({ ...LOCAL, tenant: 'far' });
    await write({ ...LOCAL, tenant: 'near' }, 'a');
    await mkdir(join(folder, 'a', 'b', 'c'), { recursive: true });
    expect(await find({}, {}, 'a/b/c')).toMatchObject({ tenant: 'near' });
  });

  test('never mixes two meshes: the token and broker of the file go with its gateway only', async () => {
    await write(LOCAL);
    expect(await find({ url: 'http://elsewhere:1' })).toMatchObject({
      token: undefined,
      nats: undefined,
    });
    expect(await find({}, { NATS_URL: 'nats://elsewhere:1' })).toMatchObject({
      gateway: undefined,
      token: undefined,
    });
  });

  test('an empty variable is as good as none', async () => {
    await write(LOCAL);
    const environment = { PATCHWRIGHT_URL: '', NATS_URL: '', PATCHWRIGHT_TENANT: '' };
    expect(await find({}, environment)).toMatchObject({ gateway: LOCAL.gateway, tenant: 'main' });
  });

  test('when nobody knows it, the person is told how to start or name one', async () => {
    await expect(find()).rejects.toMatchObject({
      name: 'CommandFault',
      exit: 1,
      next: expect.stringContaining('patchwright dev'),
    });
  });

  test('a mesh whose process is gone is said to have ended', async () => {
    await write({ ...LOCAL, pid: 2 ** 22 + 1 });
    await expect(find()).rejects.toThrow('has ended');
  });

  test('a file that is none is named', async () => {
    await write({ gateway: 7 });
    await expect(find()).rejects.toThrow(join('.patchwright', 'mesh.json'));
  });
});
