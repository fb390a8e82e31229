import { Priority } from '@patchwright/events';
import type { Status } from '@patchwright/task';
import { byMove, isWanted, type TaskLine, taskLine } from '@patchwright/task/api';
import { type Command, Option } from 'commander';
import { count, status as parseStatus, repository } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import type { Filter, Gateway } from '../gateway/gateway.ts';
import { type Io, print, printJson, say, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { openScreen } from '../show/screen.ts';
import { taskTable } from '../show/task-lines.ts';
import { nextFor } from '../wait-for.ts';
import { addWord } from '../words.ts';

interface Options {
  readonly repo?: string;
  readonly requester?: string;
  readonly priority?: Priority;
  readonly text?: string;
  readonly limit: number;
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Adds `list`. */
export function addList(program: Command, io: Io): void {
  const command = addWord(program, 'list')
    .argument('[state]', 'only those in this state, such as awaiting_approval', parseStatus)
    .option('--repo <owner/name>', 'only those of this repository', repository)
    .option('--requester <who>', 'only what this person asked for, such as human:maria')
    .addOption(
      new Option('--priority <level>', 'only those of this urgency').choices([...Priority.options]),
    )
    .option('--text <words>', 'only those whose id, title or ticket has these words')
    .option('--limit <n>', 'show at most so many', count, 100)
    .option('--watch', 'show it again whenever something changes, until Ctrl-C')
    .option('--json', 'print JSON; with --watch one line a change')
    .action(async (state: Status | undefined, options: Options, self: Command) => {
      const gateway = await reachGateway(self, io);
      const { repo, requester, priority, text, limit } = options;
      const filter: Filter = { status: state, repository: repo, requester, priority, text, limit };
      return options.watch
        ? watch(gateway, io, filter, options)
        : once(gateway, io, filter, options);
    });
  withExamples(
    command,
    'patchwright list',
    'patchwright list awaiting_approval --repo acme/shop',
    "patchwright list --json | jq -r '.tasks[].id'",
  );
}

async function once(gateway: Gateway, io: Io, filter: Filter, { json }: Options): Promise<void> {
  const list = await gateway.tasks(filter);
  if (json) return printJson(io, list);
  const { tasks, total } = list;
  if (tasks.length === 0) {
    const { status } = filter;
    say(io, status === undefined ? 'There is no such task yet.' : `No task is ${status}.`);
    return sayNext(io, 'patchwright run "what is to be done" --repo owner/name');
  }
  for (const line of taskTable(io, tasks)) print(io, line);
  if (total > tasks.length) say(io, `${total - tasks.length} more; show them by --limit ${total}`);
  const waiting = tasks.find((task) => task.status === 'awaiting_approval') ?? tasks[0];
  if (waiting !== undefined) sayNext(io, nextFor(waiting.id, waiting.status));
}

async function watch(gateway: Gateway, io: Io, filter: Filter, options: Options): Promise<void> {
  const { json, limit } = options;
  const screen = openScreen(io);
  const afterSeq = await gateway.lastSeq();
  const rows = new Map<string, TaskLine>();
  for (const task of (await gateway.tasks(filter)).tasks.toReversed()) put(task);
  show();
  for await (const { aggregate } of gateway.follow(afterSeq)) {
    if (aggregate.kind !== 'task') continue;
    put(taskLine(await gateway.task(aggregate.id)));
    show();
  }
  screen.flush();

  function put(task: TaskLine): void {
    if (!isWanted(task, filter)) {
      rows.delete(task.id);
      return;
    }
    const known = rows.get(task.id);
    rows.set(task.id, task);
    if (json && JSON.stringify(known) !== JSON.stringify(task)) print(io, JSON.stringify(task));
  }

  function show(): void {
    if (json) return;
    const tasks = [...rows.values()].sort(byMove);
    screen.show(() => taskTable(io, tasks.slice(0, limit)));
  }
}
