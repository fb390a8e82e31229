import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';

const RUN = join(import.meta.dirname, '..', 'run.mjs');

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'run-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

async function script(name: string, body: string): Promise<string> {
  const path = join(dir, `${name}.ts`);
  await writeFile(path, body);
  return path;
}

function run(args: readonly string[], cwd = dir) {
  return spawn(process.execPath, [RUN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

test('a TypeScript file is run with its arguments, where the caller stands, by a Node that can', async () => {
  const path = await script(
    'says',
    'const said: string[] = process.argv.slice(2); console.log(JSON.stringify([said, process.cwd(), process.version]));',
  );
  const child = run([path, 'one', '--two']);
  const [code, out] = await Promise.all([codeOf(child), text(child.stdout)]);
  const [said, cwd, version] = JSON.parse(out) as [string[], string, string];
  expect(code).toBe(0);
  expect(said).toEqual(['one', '--two']);
  expect(cwd).toBe(dir);
  expect(Number(version.slice(1).split('.')[0])).toBeGreaterThanOrEqual(24);
});

test('it exits with what the file exits with', async () => {
  const path = await script('fails', 'process.exitCode = 3;');
  expect(await codeOf(run([path]))).toBe(3);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s reaches the file, which ends in good order',
  async (signal) => {
    const path = await script(
      'waits',
      `const alive = setInterval(() => {}, 1000);
     process.on('SIGTERM', () => { clearInterval(alive); process.exitCode = 5; });
     process.on('SIGINT', () => { clearInterval(alive); process.exitCode = 6; });
     console.log('ready');`,
    );
    const child = run([path]);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await codeOf(child)).toBe(signal === 'SIGTERM' ? 5 : 6);
  },
);

test('a file that is killed is told from one that failed', async () => {
  const path = await script('dies', "process.kill(process.pid, 'SIGKILL');");
  expect(await codeOf(run([path]))).toBe(137);
});

test('without a file, it says how it is called', async () => {
  const child = run([]);
  const [code, said] = await Promise.all([codeOf(child), text(child.stderr)]);
  expect(code).toBe(2);
  expect(said).toMatch(/^usage:/);
});
