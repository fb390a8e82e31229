import { viewRows, viewsVersion } from '@patchwright/task';
import type { Command } from 'commander';
import { CommandFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, say, sayNext } from '../io.ts';
import { reachLog } from '../reach.ts';
import { table } from '../show/table.ts';

const TELL_EVERY_MS = 500;

/** Adds `rebuild`. */
export function addRebuild(program: Command, io: Io): void {
  const command = program
    .command('rebuild')
    .description('build the views anew from the log, beside the old ones, and switch over')
    .option('--json', 'print JSON')
    .action((options: { readonly json?: boolean }, self: Command) => rebuild(self, io, options));
  withExamples(command, 'patchwright rebuild');
}

async function rebuild(
  command: Command,
  io: Io,
  { json }: { readonly json?: boolean },
): Promise<void> {
  await using log = await reachLog(command, io);
  if ((await log.bus.log.lastSeq()) === 0) {
    throw new CommandFault('There is nothing to build views from', {
      why: 'the log has no event yet',
      next: 'patchwright run "what is to be done" --repo owner/name',
    });
  }
  let told = 0;
  const began = performance.now();
  const definition = { name: 'views', version: viewsVersion, rows: viewRows };
  const result = await log.bus.views.rebuild(definition, ({ seq, lastSeq, eventsPerSecond }) => {
    if (performance.now() - told < TELL_EVERY_MS) return;
    told = performance.now();
    const percent = lastSeq === 0 ? 100 : Math.floor((100 * seq) / lastSeq);
    say(io, `${percent} %  ${seq} of ${lastSeq} events, ${eventsPerSecond} a second`);
  });
  const equal = result.different.length === 0;
  const durationMs = Math.round(performance.now() - began);
  if (json) printJson(io, { ...result, equal, durationMs });
  else {
    const compared = result.replaced === undefined ? 'no view to compare with' : 'yes';
    const rows = [
      ['events', String(result.events)],
      ['rows', String(result.rows)],
      ['rate', `${result.eventsPerSecond} events/s`],
      ['time', `${durationMs} ms`],
      ['equal bytes', equal ? compared : `no, ${result.different.length} rows differ`],
      ['digest', result.digest],
      ['bucket', result.bucket],
    ];
    for (const line of table(io, rows)) print(io, line);
    for (const key of result.different) print(io, `different  ${key}`);
  }
  if (!equal) {
    say(io, 'The old view had other bytes than the log gives; the new one is in use.');
    io.setExitCode(exitCodes.failed);
  }
  sayNext(io, 'patchwright list');
}
