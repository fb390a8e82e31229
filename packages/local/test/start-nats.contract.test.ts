import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePorts, startCluster, startNats } from '../src/nats/index.ts';
import { until } from '../src/nats/readiness.ts';
import { request } from './raw-nats.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nats-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const STREAM = { name: 'FACTS', subjects: ['facts.>'] };

test('a server is ready when its start is answered', async () => {
  await using server = await startNats({ storeDir: dir });
  const info = await request(server.url, '$JS.API.INFO');
  expect(info).toMatchObject({ streams: 0 });
  expect(server.url).toBe(`nats://127.0.0.1:${server.port}`);
});

test('what was acknowledged outlives SIGKILL, on the same address', async () => {
  await using server = await startNats({ storeDir: dir });
  await request(server.url, '$JS.API.STREAM.CREATE.FACTS', STREAM);
  expect(await request(server.url, 'facts.one', { is: 'stored' })).toMatchObject({ seq: 1 });
  const { url, pid } = server;

  await server.kill('SIGKILL');
  expect(server.isRunning()).toBe(false);
  await server.restart();

  expect(server.url).toBe(url);
  expect(server.pid).not.toBe(pid);
  expect(await request(server.url, 'facts.two', { is: 'stored' })).toMatchObject({ seq: 2 });
});

test('a server of one run finds the store of the one before', async () => {
  {
    await using first = await startNats({ storeDir: dir });
    await request(first.url, '$JS.API.STREAM.CREATE.FACTS', STREAM);
    await request(first.url, 'facts.one', 1);
  }
  await using second = await startNats({ storeDir: dir });
  expect(await request(second.url, 'facts.two', 2)).toMatchObject({ seq: 2 });
});

test('a port in use is named', async () => {
  await using server = await startNats({ storeDir: join(dir, 'a') });
  await expect(startNats({ storeDir: join(dir, 'b'), port: server.port })).rejects.toThrow(
    new RegExp(`127\\.0\\.0\\.1:${server.port}.*address already in use`),
  );
});

test('a wrong configuration is reported with the server’s own words', async () => {
  await expect(startNats({ storeDir: dir, config: 'no_such_setting: 1' })).rejects.toThrow(
    /no_such_setting/,
  );
});

test('many servers start at once on ports of their own', async () => {
  const servers = await Promise.all(
    [1, 2, 3, 4].map((i) => startNats({ storeDir: join(dir, `${i}`) })),
  );
  expect(new Set(servers.map((server) => server.port)).size).toBe(4);
  await Promise.all(servers.map((server) => server.stop()));
});

test('the server sees nothing of our environment', async () => {
  await using server = await startNats({ storeDir: dir });
  const environment = await readFile(`/proc/${server.pid}/environ`, 'utf8').catch(() => '');
  expect(environment).toBe('');
});

test('the server ends when its parent is killed', async () => {
  const source = new URL('../src/nats/index.ts', import.meta.url);
  const program = `
    const { startNats } = await import(${JSON.stringify(source.href)});
    const server = await startNats({ storeDir: ${JSON.stringify(dir)} });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString('utf8'));
  expect(isAlive(pid)).toBe(true);

  parent.kill('SIGKILL');

  await until('the server ends', 5_000, async () => !isAlive(pid));
});

test('a cluster of three outlives one node, which catches up when it comes back', async () => {
  await using cluster = await startCluster({ nodes: 3, dir });
  const [first, second, third] = cluster.servers.map((server) => server.url) as [
    string,
    string,
    string,
  ];
  await request(first, '$JS.API.STREAM.CREATE.FACTS', { ...STREAM, num_replicas: 3 });
  expect(await request(first, 'facts.one', 1)).toMatchObject({ seq: 1 });

  await cluster.kill(0);
  await until('the others elect a leader', 20_000, async () => {
    const ack = await request(second, 'facts.two', 2).catch(() => undefined);
    return (ack as { seq?: number } | undefined)?.seq !== undefined;
  });
  await cluster.restart(0);

  const info = await request(third, '$JS.API.STREAM.INFO.FACTS');
  expect(info).toMatchObject({ state: { messages: 2 } });
  expect(cluster.urls).toHaveLength(3);
}, 60_000);

test('free ports differ from each other', async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
