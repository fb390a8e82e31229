import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { span } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { type Io, print, say, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { plain } from '../show/plain.ts';

const ONE_MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 200;
/** The facts that a look at production states. */
const FOUND = ['error_observed', 'ticket_filed', 'monitor_ticked'];

interface Options {
  readonly timeout: number;
  readonly json?: boolean;
}

/** Adds `monitor-sentry`. */
export function addMonitorSentry(program: Command, io: Io): void {
  const command = program
    .command('monitor-sentry')
    .description('let the Sentry monitor look at production now, and tell what it found')
    .addOption(
      new Option('--timeout <time>', 'wait at most so long, such as 30s')
        .argParser(span)
        .default(ONE_MINUTE_MS, '1m'),
    )
    .option('--json', 'print JSON, one event a line')
    .action((options: Options, self: Command) => monitor(self, io, options));
  withExamples(command, 'patchwright monitor-sentry');
}

async function monitor(command: Command, io: Io, { timeout, json }: Options): Promise<void> {
  const gateway = await reachGateway(command, io);
  const { afterSeq } = await gateway.wakeMonitor();
  const deadline = performance.now() + timeout;
  while (await isAtWork(gateway)) {
    if (performance.now() > deadline || io.stop.aborted) {
      say(io, 'it is still looking');
      return io.setExitCode(exitCodes.waiting);
    }
    await pause(LOOK_EVERY_MS, undefined, { signal: io.stop }).catch(() => undefined);
  }
  const { events } = await gateway.log(afterSeq, FOUND.join(','));
  for (const event of events) {
    if (json) print(io, JSON.stringify(event));
    else print(io, plain(event.summary ?? event.type));
  }
  if (events.every(({ type }) => type === 'monitor_ticked'))
    say(io, 'nothing is over its threshold that was not known');
  sayNext(io, 'patchwright list');
}

async function isAtWork(gateway: Gateway): Promise<boolean> {
  const { queues } = await gateway.queues();
  return queues.some(({ kind, waiting, running }) => kind === 'monitor' && waiting + running > 0);
}
