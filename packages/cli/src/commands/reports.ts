import type { WordName } from '@patchwright/task';
import type { Command } from 'commander';
import { taskId } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import type { ReportName, ReportOf } from '../gateway/gateway.ts';
import { type Io, print, printJson, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { ciLines } from '../show/ci-lines.ts';
import { costLines, costsLines } from '../show/cost-lines.ts';
import { diffLines } from '../show/diff-lines.ts';
import { explanationLines } from '../show/explanation-lines.ts';
import { logLines } from '../show/log-lines.ts';
import { addWord } from '../words.ts';

/** Adds `diff`, `logs`, `ci`, `explain` and `cost`. */
export function addReports(program: Command, io: Io): void {
  addReport(
    program,
    io,
    'diff',
    'diff',
    (report) => diffLines(io, report),
    ({ task }) => `patchwright plan ${task}`,
  );
  addReport(
    program,
    io,
    'logs',
    'logs',
    (report) => logLines(io, report),
    ({ task }) => `patchwright events ${task}`,
  );
  addReport(
    program,
    io,
    'ci',
    'ci',
    (report) => ciLines(io, report),
    ({ task }) => `patchwright diff ${task}`,
  );
  addReport(
    program,
    io,
    'explain',
    'explanation',
    (report) => explanationLines(io, report),
    ({ task, next }) =>
      ['list', 'run'].includes(next[0] ?? 'list')
        ? 'patchwright list'
        : `patchwright ${next[0]} ${task}`,
  );
  addCost(program, io);
}

function addReport<Name extends ReportName>(
  program: Command,
  io: Io,
  word: WordName,
  name: Name,
  lines: (report: ReportOf<Name>) => readonly string[],
  next: (report: ReportOf<Name>) => string,
): void {
  const command = addWord(program, word)
    .argument('<task>', 'its identifier', taskId)
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }, self: Command) => {
      const report = await (await reachGateway(self, io)).report(id, name);
      if (json) return printJson(io, report);
      for (const line of lines(report)) print(io, line);
      sayNext(io, next(report));
    });
  withExamples(command, `patchwright ${word} shop-42`);
}

function addCost(program: Command, io: Io): void {
  const command = addWord(program, 'cost')
    .argument('[task]', 'one task; all of them unless given', taskId)
    .option('--json', 'print JSON')
    .action(
      async (id: string | undefined, { json }: { readonly json?: boolean }, self: Command) => {
        const gateway = await reachGateway(self, io);
        if (id === undefined) {
          const costs = await gateway.costs();
          if (json) return printJson(io, costs);
          for (const line of costsLines(io, costs)) print(io, line);
          return;
        }
        const report = await gateway.report(id, 'cost');
        if (json) return printJson(io, report);
        for (const line of costLines(io, report)) print(io, line);
      },
    );
  withExamples(command, 'patchwright cost', 'patchwright cost shop-42');
}
