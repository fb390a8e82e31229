import type { EventAnswer } from '@patchwright/task/api';
import type { Command } from 'commander';
import { eventType, taskId } from '../arguments.ts';
import { withExamples } from '../examples.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { type Io, print, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { actorName } from '../show/actor.ts';
import { plain } from '../show/plain.ts';
import { look } from '../show/style.ts';
import { storyLines } from '../show/task-lines.ts';
import { clockTime, day } from '../show/when.ts';
import { exitOf, nextFor } from '../wait-for.ts';

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
  const gateway = await reachGateway(command, io);
  const all = await history(gateway, id);
  const wanted = (event: EventAnswer) => options.type?.includes(event.type) ?? true;
  const known = all.filter(wanted);
  if (options.json) for (const event of known) print(io, JSON.stringify(event));
  else for (const line of storyLines(io, known.map(storyOf))) print(io, line);

  if (!options.follow) {
    if (options.json) return;
    const { status } = await gateway.task(id);
    const goesOn = exitOf(status) === undefined;
    return sayNext(io, goesOn ? `patchwright events ${id} --follow` : nextFor(id, status));
  }
  const width = Math.max(8, ...known.map((event) => actorName(event.actor).length));
  let before = all.at(-1);
  for await (const event of gateway.follow(before?.seq ?? 0, id)) {
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

/** All events of a task up to now, page by page. */
async function history(gateway: Gateway, id: string): Promise<readonly EventAnswer[]> {
  const all: EventAnswer[] = [];
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: Awaited<ReturnType<Gateway['events']>> = await gateway.events(id, after);
    all.push(...page.events);
    after = page.next;
  }
  return all;
}

function storyOf({ time: at, actor, type, summary }: EventAnswer) {
  return { at, actor, summary: summary ?? type.replaceAll('_', ' ') };
}

/** A line whose columns were laid out by the lines before it. */
function liveLine(io: Io, event: EventAnswer, width: number): string {
  const { at, actor, summary } = storyOf(event);
  const who = plain(actorName(actor)).padEnd(width);
  return `${look(io, 'dim', clockTime(at))}  ${look(io, 'cyan', who)}  ${plain(summary)}`;
}
