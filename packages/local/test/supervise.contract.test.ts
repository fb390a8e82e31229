import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { supervise } from '../src/mesh/supervise.ts';
import { until } from '../src/nats/readiness.ts';

const UP = `process.stdout.write(JSON.stringify({ ready: true, pid: process.pid }) + '\\n');`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-supervise-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function order(name: string, code: string, notices: string[] = []) {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, code);
  return {
    name,
    args: [file],
    env: { PATH: '/usr/bin:/bin' },
    logPath: join(folder, `${name}.log`),
    onNotice: (notice: string) => notices.push(notice),
    restartMs: 10,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a process that is killed is started again, and that is told', async () => {
  const notices: string[] = [];
  const kept = supervise(await order('killed', `${UP} setInterval(() => {}, 1000);`, notices));
  const { pid } = await kept.ready;
  kept.kill('SIGKILL');
  await until('it is up again', 10_000, async () => notices.some((text) => /up again/.test(text)));
  expect(kept.starts()).toBe(2);
  expect(kept.pid()).not.toBe(pid);
  expect(notices[0]).toBe('killed ended by SIGKILL');
  await kept.stop();
});

test('a process that never comes up is given up, with the end of its log', async () => {
  const kept = supervise(await order('broken', `throw new Error('no such thing');`));
  await expect(kept.ready).rejects.toThrow(/broken does not come up:[\s\S]*no such thing/);
  await kept.stop();
});

test('one whose state is lost with it is not started again', async () => {
  const notices: string[] = [];
  const asked = await order('world', `${UP} setInterval(() => {}, 1000);`, notices);
  const kept = supervise({ ...asked, restarts: false });
  await kept.ready;
  kept.kill('SIGKILL');
  await until('its end is told', 10_000, async () => notices.length > 0);
  expect(kept.starts()).toBe(1);
  await kept.stop();
});

test('stopping ends it in good order, and a process that does not listen by force', async () => {
  const polite = supervise(
    await order(
      'polite',
      `process.on('SIGTERM', () => { console.log('bye'); process.exit(); }); ${UP} setInterval(() => {}, 1000);`,
    ),
  );
  const deaf = supervise(
    await order('deaf', `process.on('SIGTERM', () => {}); ${UP} setInterval(() => {}, 1000);`),
  );
  const pids = [(await polite.ready).pid, (await deaf.ready).pid] as number[];
  await Promise.all([polite.stop(), deaf.stop(200)]);
  expect(pids.filter(isAlive)).toEqual([]);
  await until('its words are in the log', 5_000, async () =>
    (await readFile(polite.logPath, 'utf8')).includes('bye'),
  );
});

test('it sees nothing of our environment', async () => {
  process.env.PATCHWRIGHT_CANARY = 'canary';
  const kept = supervise(
    await order(
      'bare',
      `console.log(Object.keys(process.env).join()); ${UP} setInterval(() => {}, 1000);`,
    ),
  );
  await kept.ready;
  await kept.stop();
  delete process.env.PATCHWRIGHT_CANARY;
  expect(await readFile(kept.logPath, 'utf8')).not.toContain('PATCHWRIGHT_CANARY');
});
