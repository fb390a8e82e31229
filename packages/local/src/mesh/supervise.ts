import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { dieWithParent } from '../nats/index.ts';

/** A process that is kept running. */
export interface ProcessOrder {
  /** For example `executor-1`. */
  readonly name: string;
  /** What Node runs, with its arguments. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it prints and logs is appended here. */
  readonly logPath: string;
  /** Told when it ends unasked, and when it is up again. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** `false` for a process whose state is lost with it: it is not started again. */
  readonly restarts?: boolean;
  /** Pause before the first restart in milliseconds, doubled with each further one up to 5 s. Default 100. */
  readonly restartMs?: number;
}

/** One process of a mesh, started again whenever it ends unasked. */
export interface Supervised {
  readonly name: string;
  readonly logPath: string;
  /** Of the present process; `undefined` between two. */
  readonly pid: () => number | undefined;
  /** How often it was started. */
  readonly starts: () => number;
  /** The line of JSON by which the first process said that it is up. Rejects with the end of its log when it never comes up. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  /** Sends a signal to the present process. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Ends it for good: SIGTERM, and after `graceMs` (default 12,000) SIGKILL. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

const LONGEST_PAUSE_MS = 5_000;
const FIRST_TRIES = 3;
const READY_WITHIN_MS = 90_000;
const STEADY_AFTER_MS = 20_000;

/** Starts the process and sees to it that it runs until `stop` is called, or this process is gone. */
export function supervise(order: ProcessOrder): Supervised {
  const leave = new AbortController();
  const up = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  // Whoever waits for it hears of a failure; until then it must not end the process.
  up.promise.catch(() => undefined);
  let child: ChildProcess | undefined;
  let starts = 0;
  let isUp = false;

  async function runOnce(): Promise<void> {
    const log = createWriteStream(order.logPath, { flags: 'a' });
    starts += 1;
    // In a session of its own: Ctrl-C on the terminal is for whoever started it, who stops the parts in order.
    const process_ = spawn(process.execPath, order.args, {
      env: order.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = process_;
    const release = process_.pid === undefined ? () => undefined : dieWithParent(process_.pid);
    process_.stderr.pipe(log, { end: false });
    createInterface({ input: process_.stdout }).on('line', (line) => {
      const said = readyLine(line);
      if (said === undefined) log.write(`${line}\n`);
      else if (isUp) order.onNotice?.(`${order.name} is up again (process ${process_.pid})`);
      else {
        isUp = true;
        up.resolve(said);
      }
    });
    const how = await ending(process_);
    release();
    child = undefined;
    log.end();
    if (!leave.signal.aborted && isUp) order.onNotice?.(`${order.name} ended by ${how}`);
  }

  async function keep(): Promise<void> {
    let wait = order.restartMs ?? 100;
    for (;;) {
      const began = performance.now();
      await runOnce();
      if (leave.signal.aborted) return;
      if (isUp && order.restarts === false) return;
      if (!isUp && starts >= FIRST_TRIES) {
        return up.reject(
          new Error(`${order.name} does not come up:\n${await tail(order.logPath)}`),
        );
      }
      if (performance.now() - began > STEADY_AFTER_MS) wait = order.restartMs ?? 100;
      await pause(wait, undefined, { signal: leave.signal }).catch(() => undefined);
      if (leave.signal.aborted) return;
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
    }
  }
  const kept = keep();
  const late = setTimeout(() => {
    tail(order.logPath).then((log) =>
      up.reject(new Error(`${order.name} is not up after ${READY_WITHIN_MS / 1000} s:\n${log}`)),
    );
  }, READY_WITHIN_MS);
  late.unref();
  up.promise.then(
    () => clearTimeout(late),
    () => clearTimeout(late),
  );

  return {
    name: order.name,
    logPath: order.logPath,
    pid: () => child?.pid,
    starts: () => starts,
    ready: up.promise,
    kill: (signal) => {
      child?.kill(signal);
    },
    async stop(graceMs = 12_000) {
      leave.abort();
      up.reject(new Error(`${order.name} was stopped`));
      const patience = setTimeout(() => child?.kill('SIGKILL'), graceMs);
      child?.kill('SIGTERM');
      await kept;
      clearTimeout(patience);
    },
  };
}

function readyLine(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function ending(child: ChildProcess): Promise<string> {
  const [code, signal] = (await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(([error]) => [String(error), null]),
  ]).catch((error: unknown) => [String(error), null])) as [unknown, string | null];
  return signal ?? `exit code ${code}`;
}

async function tail(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '(it logged nothing)');
  return text.trimEnd().split('\n').slice(-15).join('\n');
}
