import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Supervised } from '@patchwright/local';
import { brokenPromises } from './broken-promises.ts';
import type { Row } from './rows.ts';
import { openSite, type Site, type Traces } from './site.ts';
import type { Stage } from './stage.ts';

/** What came of one row. */
export interface RowResult {
  readonly row: Row;
  readonly broken: readonly string[];
  /** From the crash until another executor had the run, in milliseconds; `undefined` when there was nothing left to take over. */
  readonly takenOverMs: number | undefined;
}

const PATIENCE_MS = 120_000;

/** Executes the approved task with nobody disturbing it. */
export async function runCalmly(stage: Stage): Promise<Traces> {
  await using site = await openSite(stage, join(stage.folder, 'calm'));
  await site.startExecutor('only');
  await site.offer();
  await until('the execution has ended', () => hasEnded(site));
  return await site.traces();
}

/** Executes it once more, loses the executor at the row's point, has another go on, and compares. */
export async function runRow(stage: Stage, row: Row, calm: Traces): Promise<RowResult> {
  const name = `${row.point}-${row.how}`.replaceAll(/[^a-z0-9-]/gi, '-');
  await using site = await openSite(stage, join(stage.folder, name));
  const signal = row.how === 'dies' ? 'SIGKILL' : 'SIGSTOP';
  const first = await site.startExecutor('first', `${row.point}=${signal}`);
  await site.offer();
  await until(`the executor is lost at ${row.point}`, () => isLost(first, row));
  const lostAt = performance.now();
  const isOver = (await site.journal()).at(-1)?.entry === 'closed';
  await site.startExecutor('second');

  let takenOverMs: number | undefined;
  if (!isOver) {
    await until('another has the run', async () => (await attempts(site)) === attemptsOf(row));
    takenOverMs = Math.round(performance.now() - lostAt);
  }
  const broken: string[] = [];
  if (row.how === 'sleeps') {
    // One that sleeps at the gate of an effect is woken when it is done; any other while its successor is at work.
    if (row.point.includes('-effect:')) await until('it has ended', () => hasEnded(site));
    first.kill('SIGCONT');
    if (!isOver && !(await isFenced(site, first))) broken.push('the one that slept did not lose');
  }
  await until('the execution has ended', () => hasEnded(site));
  return {
    row,
    broken: [...broken, ...brokenPromises(row, calm, await site.traces())],
    takenOverMs,
  };
}

async function hasEnded({ journal, traces }: Site): Promise<boolean> {
  const last = (await journal()).at(-1)?.entry;
  if (last === 'stopped') throw new Error('the work was given up');
  return last === 'closed' && (await traces()).left.length === 0;
}

async function attempts({ journal }: Site): Promise<number> {
  const begun = (await journal()).filter(({ entry }) => entry === 'opened' || entry === 'taken');
  return begun.length;
}

/** One that was lost before it had even opened its run left no attempt behind. */
function attemptsOf({ point }: Row): number {
  return point === 'before-entry:opened:1' ? 1 : 2;
}

async function isLost(executor: Supervised, { how }: Row): Promise<boolean> {
  const pid = executor.pid();
  if (pid === undefined) {
    if (how === 'dies') return true;
    throw new Error('the executor ended instead of falling asleep');
  }
  if (how === 'dies') return false;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', `${pid}`]);
  return stdout.trim().startsWith('T');
}

async function isFenced(site: Site, executor: Supervised): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if ((await site.logOf(executor)).includes('another worker has the run')) return true;
    await pause(50);
  }
  return false;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`after ${PATIENCE_MS / 1000} s still not so: ${what}`);
    await pause(50);
  }
}
