import type { Command } from 'commander';
import { count, taskId } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import { type Io, print, printJson, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { openScreen } from '../show/screen.ts';
import { taskLines } from '../show/task-lines.ts';
import { nextFor } from '../wait-for.ts';
import { addWord } from '../words.ts';

interface Options {
  readonly at?: number;
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Adds `status`. */
export function addStatus(program: Command, io: Io): void {
  const command = addWord(program, 'status')
    .argument('<task>', 'its identifier, as list shows it', taskId)
    .option('--at <seq>', 'as it was when the log had this sequence; see events --json', count)
    .option('--watch', 'show it again whenever something happens, until Ctrl-C')
    .option('--json', 'print JSON; with --watch one line a change')
    .action((id: string, options: Options, self: Command) =>
      options.watch ? watch(self, io, id, options) : once(self, io, id, options),
    );
  withExamples(command, 'patchwright status shop-42', 'patchwright status shop-42 --watch');
}

async function once(command: Command, io: Io, id: string, { json, at }: Options): Promise<void> {
  const gateway = await reachGateway(command, io);
  const task = await gateway.task(id, at);
  if (json) return printJson(io, task);
  for (const line of taskLines(io, task)) print(io, line);
  sayNext(io, nextFor(task.id, task.status));
}

async function watch(command: Command, io: Io, id: string, { json }: Options): Promise<void> {
  const gateway = await reachGateway(command, io);
  const screen = openScreen(io);
  let task = await gateway.task(id);
  show();
  for await (const event of gateway.follow(task.lastSeq, id)) {
    // Several events may have come at once: the task was read with them.
    if (event.seq <= task.lastSeq) continue;
    task = await gateway.task(id);
    show();
  }
  screen.flush();

  function show(): void {
    const shown = task;
    if (json) print(io, JSON.stringify(shown));
    else screen.show(() => taskLines(io, shown));
  }
}
