import { replayServices } from '@patchwright/local';
import type { Command } from 'commander';
import { z } from 'zod';
import { taskId } from '../arguments.ts';
import { CommandFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, say, sayNext } from '../io.ts';
import { reachLog, reachMesh } from '../reach.ts';
import { replayCircumstances } from '../replay-circumstances.ts';
import { plain, plainLines } from '../show/plain.ts';
import { look } from '../show/style.ts';

/** How far one recorded run agreed with what today's code makes of it. */
const Report = z.looseObject({
  service: z.string(),
  run: z.string(),
  events: z.number(),
  served: z.number(),
  agreed: z.boolean(),
  differences: z.array(
    z.looseObject({
      event: z.string(),
      field: z.string(),
      recorded: z.unknown(),
      now: z.unknown(),
      recordedBuild: z.string(),
      build: z.string(),
    }),
  ),
});
type Report = z.output<typeof Report>;

const LONGEST_VALUE = 200;

/** Adds `replay`. */
export function addReplay(program: Command, io: Io): void {
  const command = program
    .command('replay')
    .description("execute a task's recorded runs again with today's code, without any effect")
    .argument('<task>', 'its identifier', taskId)
    .option('--json', 'print JSON, one run a line')
    .action((id: string, options: { readonly json?: boolean }, self: Command) =>
      replay(self, io, id, options),
    );
  withExamples(
    command,
    'patchwright replay shop-42',
    'patchwright replay shop-42 --json | jq -c .agreed',
  );
}

async function replay(
  command: Command,
  io: Io,
  id: string,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const place = await reachMesh(command, io);
  await assertKnown(command, io, id);
  const reports: Report[] = [];
  const faults: string[] = [];
  for await (const answer of replayServices(replayCircumstances(place, io.environment), id)) {
    for (const said of answer.reports) {
      const report = Report.parse(said);
      reports.push(report);
      if (json) print(io, JSON.stringify(report));
      else for (const line of reportLines(io, report)) print(io, line);
    }
    if (answer.fault !== undefined) {
      faults.push(answer.service);
      say(io, `${answer.service} could not do it:`);
      for (const line of plainLines(answer.fault).slice(-8)) say(io, `  ${line}`);
    }
    if (io.stop.aborted) return io.setExitCode(exitCodes.waiting);
  }
  const served = reports.reduce((sum, report) => sum + report.served, 0);
  const events = reports.reduce((sum, report) => sum + report.events, 0);
  const apart = reports.filter((report) => !report.agreed).length;
  say(
    io,
    `${reports.length} runs, ${events} events, ${served} answers from the record, no call made; ${apart} differ`,
  );
  if (apart > 0 || faults.length > 0) {
    io.setExitCode(exitCodes.failed);
    return sayNext(io, `patchwright events ${id} --json`);
  }
  sayNext(io, 'patchwright rebuild');
}

/** One line a run, and one below it for each difference. */
export function reportLines(io: Pick<Io, 'color'>, report: Report): readonly string[] {
  const { service, run, events, served, agreed, differences } = report;
  const word = agreed ? look(io, 'green', 'agrees ') : look(io, 'red', 'differs');
  return [
    `${word}  ${service.padEnd(14)}  ${plain(run)}  ${events} events, ${served} answers served`,
    ...differences.flatMap((one) => [
      `         ${plain(one.event)} ${plain(one.field)}`,
      `           recorded ${value(one.recorded)}  (build ${plain(one.recordedBuild)})`,
      `           now      ${value(one.now)}  (build ${plain(one.build)})`,
    ]),
  ];
}

async function assertKnown(command: Command, io: Io, id: string): Promise<void> {
  await using log = await reachLog(command, io);
  const { events } = await log.bus.log.history({ kind: 'task', tenant: log.tenant, id });
  if (events.length > 0) return;
  throw new CommandFault(`There is no task ${id}`, {
    why: `the log of "${log.tenant}" has no event of it`,
    next: 'patchwright list',
  });
}

function value(it: unknown): string {
  const text = plain(it === undefined ? 'nothing' : JSON.stringify(it));
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}
