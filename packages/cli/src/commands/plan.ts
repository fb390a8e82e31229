import type { Command } from 'commander';
import { taskId } from '../arguments.ts';
import { CommandFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { planLines } from '../show/plan-lines.ts';
import { nextFor } from '../wait-for.ts';

/** Adds `plan`. */
export function addPlan(program: Command, io: Io): void {
  const command = program
    .command('plan')
    .description('show the plan of a task')
    .argument('<task>', 'its identifier', taskId)
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }, self: Command) => {
      const gateway = await reachGateway(self, io);
      const { proposal, status } = await gateway.task(id);
      if (proposal === undefined) {
        throw new CommandFault(`${id} has no plan yet`, {
          why: `it is ${status.replaceAll('_', ' ')}`,
          next: `patchwright status ${id} --watch`,
          exit: exitCodes.waiting,
        });
      }
      if (json) return printJson(io, proposal);
      for (const line of planLines(io, proposal)) print(io, line);
      sayNext(io, nextFor(id, status));
    });
  withExamples(command, 'patchwright plan shop-42');
}
