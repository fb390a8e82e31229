import { type TaskRow, viewKeys } from '@patchwright/task';
import type { Command } from 'commander';
import { count, status as parseStatus } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import type { TaskLine } from '../gateway/answers.ts';
import { type Io, print, printJson, say, sayNext } from '../io.ts';
import { reachGateway, reachLog } from '../reach.ts';
import { openScreen } from '../show/screen.ts';
import { taskTable } from '../show/task-lines.ts';
import { nextFor } from '../wait-for.ts';

interface Options {
  readonly limit: number;
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Adds `list`. */
export function addList(program: Command, io: Io): void {
  const command = program
    .command('list')
    .alias('ls')
    .description('show the tasks, the one that moved last first')
    .argument('[state]', 'only those in this state, such as awaiting_approval', parseStatus)
    .option('--limit <n>', 'show at most so many', count, 100)
    .option('--watch', 'show it again whenever something changes, until Ctrl-C')
    .option('--json', 'print JSON; with --watch one line a change')
    .action((state: string | undefined, options: Options, self: Command) =>
      options.watch ? watch(self, io, state, options) : once(self, io, state, options),
    );
  withExamples(
    command,
    'patchwright list',
    'patchwright list awaiting_approval',
    "patchwright list --json | jq -r '.tasks[].id'",
  );
}

async function once(
  command: Command,
  io: Io,
  state: string | undefined,
  { limit, json }: Options,
): Promise<void> {
  const gateway = await reachGateway(command, io);
  const list = await gateway.tasks({ status: state, limit });
  if (json) return printJson(io, list);
  const { tasks, total } = list;
  if (tasks.length === 0) {
    say(io, state === undefined ? 'There is no task yet.' : `No task is ${state}.`);
    return sayNext(io, 'patchwright run "what is to be done" --repo owner/name');
  }
  for (const line of taskTable(io, tasks)) print(io, line);
  if (total > tasks.length) say(io, `${total - tasks.length} more; show them by --limit ${total}`);
  const waiting = tasks.find((task) => task.status === 'awaiting_approval') ?? tasks[0];
  if (waiting !== undefined) sayNext(io, nextFor(waiting.id, waiting.status));
}

async function watch(
  command: Command,
  io: Io,
  state: string | undefined,
  { limit, json }: Options,
): Promise<void> {
  await using log = await reachLog(command, io);
  const rows = new Map<string, TaskLine>();
  const screen = openScreen(io);
  for await (const { key, row } of log.bus.views.open('views').watch(viewKeys.task(''), io.stop)) {
    if (row === null) rows.delete(key);
    else {
      const line = lineOf(row as TaskRow);
      rows.set(key, line);
      if (json && (state === undefined || line.status === state)) print(io, JSON.stringify(line));
    }
    if (json) continue;
    const tasks = [...rows.values()]
      .filter((task) => state === undefined || task.status === state)
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt) || a.id.localeCompare(b.id));
    screen.show(() => taskTable(io, tasks.slice(0, limit)));
  }
  screen.flush();
}

function lineOf(row: TaskRow): TaskLine {
  return {
    id: row.id,
    status: row.status,
    title: row.title,
    priority: row.priority,
    requester: row.requester,
    repository: row.repository ?? null,
    ticket: row.ticket?.key ?? null,
    pullRequest: row.proposal?.pullRequest.url ?? null,
    costUsd: row.usage.costUsd,
    requestedAt: row.requestedAt,
    updatedAt: row.updatedAt,
  };
}
