import { isTaskEvent, type MeshEvent, type StoredEvent } from '@patchwright/events';
import { fold, isOpen, summarise } from '@patchwright/task';
import type { Command } from 'commander';
import { eventType, taskId } from '../arguments.ts';
import { CommandFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { type Io, print, sayNext } from '../io.ts';
import { reachLog } from '../reach.ts';
import { actorName } from '../show/actor.ts';
import { plain } from '../show/plain.ts';
import { look } from '../show/style.ts';
import { storyLines } from '../show/task-lines.ts';
import { clockTime, day } from '../show/when.ts';
import { nextFor } from '../wait-for.ts';

interface Options {
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly type?: readonly string[];
}

/** Adds `events`. */
export function addEvents(program: Command, io: Io): void {
  const command = program
    .command('events')
    .description('show the log of a task')
    .argument('<task>', 'its identifier', taskId)
    .option('-f, --follow', 'go on with what happens next, until Ctrl-C')
    .option('-t, --type <type>', 'only events of this type; may be given again', eventType)
    .option('--json', 'print whole events as JSON, one a line')
    .action((id: string, options: Options, self: Command) => events(self, io, id, options));
  withExamples(
    command,
    'patchwright events shop-42 --follow',
    'patchwright events shop-42 --type test_proved_red --type test_proved_green',
    'patchwright events shop-42 --json | jq -c .type',
  );
}

async function events(command: Command, io: Io, id: string, options: Options): Promise<void> {
  await using log = await reachLog(command, io);
  const aggregate = { kind: 'task', tenant: log.tenant, id } as const;
  const { events: all } = await log.bus.log.history(aggregate);
  const last = all.at(-1);
  if (last === undefined) {
    throw new CommandFault(`There is no task ${id}`, {
      why: `the log of "${log.tenant}" has no event of it`,
      next: 'patchwright list',
    });
  }
  const wanted = (event: StoredEvent) => options.type?.includes(event.type) ?? true;
  const known = all.filter(wanted);
  if (options.json) for (const event of known) print(io, JSON.stringify(event));
  else for (const line of storyLines(io, known.map(storyOf))) print(io, line);

  if (!options.follow) {
    const task = fold(log.tenant, id, all.filter(isTaskEvent));
    if (!options.json)
      sayNext(
        io,
        isOpen(task.status) ? `patchwright events ${id} --follow` : nextFor(id, task.status),
      );
    return;
  }
  const width = Math.max(8, ...known.map((event) => actorName(event.actor).length));
  let before: MeshEvent | undefined = last;
  for await (const event of log.bus.log.read({
    fromSeq: last.seq + 1,
    aggregate,
    signal: io.stop,
  })) {
    if (!wanted(event)) continue;
    if (options.json) print(io, JSON.stringify(event));
    else {
      if (before !== undefined && day(before.time) !== day(event.time)) {
        print(io, look(io, 'dim', `── ${day(event.time)}`));
      }
      print(io, liveLine(io, event, width));
    }
    before = event;
  }
}

function storyOf(event: StoredEvent) {
  const summary = isTaskEvent(event) ? summarise(event) : event.type.replaceAll('_', ' ');
  return { at: event.time, actor: event.actor, summary };
}

/** A line whose columns were laid out by the lines before it. */
function liveLine(io: Io, event: StoredEvent, width: number): string {
  const { at, actor, summary } = storyOf(event);
  const who = plain(actorName(actor)).padEnd(width);
  return `${look(io, 'dim', clockTime(at))}  ${look(io, 'cyan', who)}  ${plain(summary)}`;
}
