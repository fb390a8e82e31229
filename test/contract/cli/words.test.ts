import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { wordNames } from '@patchwright/task';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Laptop, startLaptop } from './laptop.ts';
import { proposeTask } from './proposed-task.ts';
import { eventually, lines } from './waiting.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop();
  await proposeTask(laptop.mesh.bus, 'spoken-1');
});
afterAll(async () => {
  await laptop[Symbol.asyncDispose]();
});

/** How each word is said of `spoken-1`, what it then prints, and how it ends. A word without a row fails. */
const said: Readonly<
  Record<(typeof wordNames)[number], readonly [words: string, prints: RegExp, exit: number]>
> = {
  status: ['status spoken-1', /^spoken-1 is waiting for approval/, 0],
  list: ['list', /^spoken-1 +awaiting_approval/m, 0],
  run: ['run Mend it --dry-run', /^would start mend-it-/, 0],
  approve: ['approve spoken-1 --dry-run', /awaiting_approval to approved by approval_given/, 0],
  reject: ['reject spoken-1 no --dry-run', /to rejected by plan_rejected/, 0],
  revise: ['revise spoken-1 more --dry-run', /to revising by revision_requested/, 0],
  retry: ['retry spoken-1 planning --dry-run', /^$/, 1],
  cancel: ['cancel spoken-1 --dry-run', /to cancelled by task_cancelled/, 0],
  pause: ['pause spoken-1 --dry-run', /to paused by task_paused/, 0],
  resume: ['resume spoken-1 --dry-run', /^$/, 1],
  plan: ['plan spoken-1', /^Version 1: A coupon never takes more/m, 0],
  diff: ['diff spoken-1', /^$/, 1],
  logs: ['logs spoken-1', /The journal holds no run of it/, 0],
  ci: ['ci spoken-1', /There are no checks yet/, 0],
  cost: ['cost spoken-1', /^all +0 +0 +0 +\$0\.0000/m, 0],
  priority: ['priority spoken-1 low --dry-run', /by priority_changed/, 0],
  explain: ['explain spoken-1', /What can be done: plan, approve, revise, reject/, 0],
  review: ['review spoken-1 --timeout 200ms', /^$/, 3],
  ask: ['ask Where is it? --timeout 200ms', /^$/, 3],
  help: ['help', /^ +explain\|why/m, 0],
};

test.each(wordNames)('%s is said on the command line', async (name) => {
  const [words, prints, exit] = said[name];
  const ran = await laptop.run(words.split(' '));
  expect({ ...ran, stdout: prints.test(ran.stdout) || ran.stdout }).toMatchObject({
    stdout: true,
    exit,
  });
});

test.each(['status', 'plan', 'logs', 'ci', 'cost', 'explain'])(
  '%s --json prints one JSON value about the task',
  async (word) => {
    const { stdout, exit } = await laptop.run([word, 'spoken-1', '--json']);
    expect(exit).toBe(0);
    expect(lines(stdout)).toHaveLength(1);
    const value = JSON.parse(stdout) as { task?: string; id?: string };
    expect(value.task ?? value.id).toBe('spoken-1');
  },
);

test('what waits for a person ends with 3, and what nobody may do with 4', async () => {
  const early = await laptop.run(['run', 'Plan it', '--key', 'early-1']);
  expect((await laptop.run(['plan', early.stdout.trim()])).exit).toBe(3);
  const wrong = { PATCHWRIGHT_URL: laptop.mesh.gatewayUrl, PATCHWRIGHT_TOKEN: 'wrong' };
  const { exit, stderr } = await laptop.run(['logs', 'spoken-1'], { environment: wrong });
  expect(exit).toBe(4);
  expect(stderr).toContain('Nobody knows this token');
});

test('list --watch needs the gateway only', async () => {
  const { gatewayUrl } = laptop.mesh;
  const mine = JSON.parse(await readFile(join(laptop.folder, '.patchwright', 'mesh.json'), 'utf8'));
  const begun = laptop.begin([
    ...['--url', gatewayUrl, '--token', String(mine.token)],
    ...['list', '--watch', '--json', '--text', 'negative'],
  ]);
  await eventually('what is there', () => begun.stdout().includes('spoken-1'));
  await laptop.run(['priority', 'spoken-1', 'critical']);
  await eventually('what changed', () => begun.stdout().includes('"priority":"critical"'));
  expect((await begun.stop()).exit).toBe(0);
});

test('status --at shows the task as it was', async () => {
  const { stdout } = await laptop.run(['events', 'spoken-1', '--json']);
  const { seq } = JSON.parse(lines(stdout)[1] ?? '{}');
  const then = await laptop.run(['status', 'spoken-1', '--at', String(seq), '--json']);
  expect(JSON.parse(then.stdout)).toMatchObject({ status: 'discovering', lastSeq: seq });
});

test('whoami tells as whom one is known', async () => {
  const { stdout } = await laptop.run(['whoami', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ by: 'token', actor: expect.any(String) });
});

describe('tokens create', () => {
  test('shows the token once, and keeps its digest in a file that nobody else reads', async () => {
    const file = join(laptop.folder, 'tokens.yaml');
    const words = ['tokens', 'create', 'ci', '--role', 'operator', '--expires', '90d'];
    const { stdout, exit } = await laptop.run([...words, '--file', file]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^pwt_[\w-]{43}\n$/);
    const kept = await readFile(file, 'utf8');
    expect(kept).not.toContain(stdout.trim());
    expect(kept).toMatch(
      /^tokens:\n {2}- \{"name":"ci","sha256":"[0-9a-f]{64}","roles":\["operator"\]/,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await laptop.run([...words, '--file', file]);
    expect(again).toMatchObject({ exit: 2, stdout: '' });
    await laptop.run(['tokens', 'create', 'two', '--role', 'viewer', '--file', file]);
    expect(lines(await readFile(file, 'utf8'))).toHaveLength(3);
  });
});

test('dlq drop of a letter that is not there says which there are', async () => {
  const { exit, stderr } = await laptop.run(['dlq', 'drop', '999', '--yes']);
  expect(exit).toBe(1);
  expect(stderr).toContain('There is no dead letter 999');
});
