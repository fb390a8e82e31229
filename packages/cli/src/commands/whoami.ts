import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type Io, print, printJson } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { table } from '../show/table.ts';

/** Adds `whoami`. */
export function addWhoAmI(program: Command, io: Io): void {
  const command = program
    .command('whoami')
    .description('tell as whom the gateway knows you, and what you may do')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }, self: Command) => {
      const known = await (await reachGateway(self, io)).whoAmI();
      if (json) return printJson(io, known);
      const rows = [
        ['actor', known.actor],
        ['roles', known.roles.join(', ')],
        ['by', known.token === undefined ? known.by : `${known.by} "${known.token}"`],
        ...(known.expires === undefined ? [] : [['until', known.expires]]),
      ];
      for (const line of table({ ...io, columns: undefined }, rows)) print(io, line);
    });
  withExamples(command, 'patchwright whoami');
}
