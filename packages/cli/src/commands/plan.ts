import type { PlanReport } from '@patchwright/task';
import type { Command } from 'commander';
import { taskId } from '../arguments.ts';
import { CommandFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { plain } from '../show/plain.ts';
import { planLines } from '../show/plan-lines.ts';
import { look } from '../show/style.ts';
import { nextFor } from '../wait-for.ts';
import { addWord } from '../words.ts';

/** Adds `plan`. */
export function addPlan(program: Command, io: Io): void {
  const command = addWord(program, 'plan')
    .argument('<task>', 'its identifier', taskId)
    .option('--changes', 'show what changed from version to version instead')
    .option('--json', 'print JSON: the plan, its versions and who approved it')
    .action(
      async (
        id: string,
        options: { readonly json?: boolean; readonly changes?: boolean },
        self: Command,
      ) => {
        const report = await (await reachGateway(self, io)).report(id, 'plan');
        const { current, status } = report;
        if (current === undefined) {
          throw new CommandFault(`${id} has no plan yet`, {
            why: `it is ${status.replaceAll('_', ' ')}`,
            next: `patchwright status ${id} --watch`,
            exit: exitCodes.waiting,
          });
        }
        if (options.json) return printJson(io, report);
        const lines = options.changes ? changeLines(io, report) : planLines(io, current);
        for (const line of lines) print(io, line);
        sayNext(io, nextFor(id, status));
      },
    );
  withExamples(command, 'patchwright plan shop-42', 'patchwright plan shop-42 --changes');
}

/** Every version, what was asked to be different, and what then was. */
function changeLines(io: Pick<Io, 'color'>, { versions }: PlanReport): readonly string[] {
  return versions.flatMap(({ version, proposedAt, summary, feedback, changes }) => [
    look(io, 'bold', `Version ${version}, ${proposedAt}: ${plain(summary)}`),
    ...feedback.map(({ by, text }) => `  ${plain(by)} asked: ${plain(text)}`),
    ...changes.flatMap(({ part, before, after }) => [
      `  ${plain(part)}`,
      ...(before === null ? [] : [look(io, 'red', `  - ${plain(before)}`)]),
      ...(after === null ? [] : [look(io, 'green', `  + ${plain(after)}`)]),
    ]),
  ]);
}
