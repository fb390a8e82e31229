import { viewKeys } from '@patchwright/task';
import type { Command } from 'commander';
import { taskId } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import { TaskPage } from '../gateway/answers.ts';
import { type Io, print, printJson, sayNext } from '../io.ts';
import { reachGateway, reachLog } from '../reach.ts';
import { openScreen } from '../show/screen.ts';
import { taskLines } from '../show/task-lines.ts';
import { nextFor } from '../wait-for.ts';

interface Options {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Adds `status`. */
export function addStatus(program: Command, io: Io): void {
  const command = program
    .command('status')
    .description('show where a task stands and what happened last')
    .argument('<task>', 'its identifier, as list shows it', taskId)
    .option('--watch', 'show it again whenever something happens, until Ctrl-C')
    .option('--json', 'print JSON; with --watch one line a change')
    .action((id: string, options: Options, self: Command) =>
      options.watch ? watch(self, io, id, options) : once(self, io, id, options),
    );
  withExamples(command, 'patchwright status shop-42', 'patchwright status shop-42 --watch');
}

async function once(command: Command, io: Io, id: string, { json }: Options): Promise<void> {
  const gateway = await reachGateway(command, io);
  const task = await gateway.task(id);
  if (json) return printJson(io, task);
  for (const line of taskLines(io, task)) print(io, line);
  sayNext(io, nextFor(task.id, task.status));
}

async function watch(command: Command, io: Io, id: string, { json }: Options): Promise<void> {
  // A task that is not there is told of by the gateway, rather than awaited for ever.
  await (await reachGateway(command, io)).task(id);
  await using log = await reachLog(command, io);
  const key = viewKeys.task(id);
  const screen = openScreen(io);
  for await (const change of log.bus.views.open('views').watch(key, io.stop)) {
    if (change.key !== key || change.row === null) continue;
    const task = TaskPage.parse(change.row);
    if (json) print(io, JSON.stringify(task));
    else screen.show(() => taskLines(io, task));
  }
  screen.flush();
}
