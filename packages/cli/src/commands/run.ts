import { Priority } from '@patchwright/events';
import type { NewTask } from '@patchwright/task/api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { repository, span } from '../arguments.ts';
import { usageFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, say, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { sayStanding, waitFor } from '../wait-for.ts';
import { addWord } from '../words.ts';

const ONE_HOUR_MS = 3_600_000;

interface Options {
  readonly description?: string;
  readonly title?: string;
  readonly ticket?: string;
  readonly sentry?: string;
  readonly repo?: string;
  readonly priority?: string;
  readonly key?: string;
  readonly wait?: boolean;
  readonly timeout: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds `run`. */
export function addRun(program: Command, io: Io): void {
  const command = addWord(program, 'run')
    .argument('[description...]', 'what is to be done')
    .option('--description <text>', 'what is to be done')
    .option('--title <text>', 'its title; the first line of the description unless given')
    .option('--ticket <key>', 'a ticket of Jira, such as SHOP-42; its words are read', ticketKey)
    .option('--sentry <id>', 'an issue of Sentry, by its number; it is read', sentryId)
    .option('--repo <owner/name>', 'the repository, where it is known', repository)
    .addOption(new Option('--priority <level>', 'how urgent it is').choices([...Priority.options]))
    .option('--key <key>', 'the same key never starts a second task', idempotencyKey)
    .option('--wait', 'wait until it has ended or needs a person, and tell its story meanwhile')
    .addOption(
      new Option('--timeout <time>', 'wait at most so long, such as 30m')
        .argParser(span)
        .default(ONE_HOUR_MS, '1h'),
    )
    .option('--dry-run', 'let the gateway say what would come of it, and start nothing')
    .option('--json', 'print JSON')
    .action((words: readonly string[], options: Options, self: Command) =>
      run(self, io, words, options),
    );
  withExamples(
    command,
    'patchwright run "The total ignores the discount" --repo acme/shop',
    'patchwright run --ticket SHOP-42 --wait',
    'patchwright run --sentry 4711 --dry-run',
  );
}

async function run(
  command: Command,
  io: Io,
  words: readonly string[],
  options: Options,
): Promise<void> {
  const task = wanted(words, options);
  const gateway = await reachGateway(command, io);
  const { key, dryRun } = options;
  const started = await gateway.start(task, { key, dryRun });
  if (dryRun) {
    if (options.json) return printJson(io, started);
    const { task: id, status, joined } = started;
    return print(io, joined ? `would join ${id}, which is ${status}` : `would start ${id}`);
  }
  const { task: id, status, joined } = started;
  if (options.wait) {
    say(io, joined ? `joined ${id}, which runs already` : `started ${id}`);
    const { task: page, exit } = await waitFor(gateway, id, io, { timeoutMs: options.timeout });
    if (options.json) printJson(io, page);
    else print(io, id);
    sayStanding(io, page);
    return io.setExitCode(exit);
  }
  if (options.json) printJson(io, started);
  else print(io, id);
  say(io, joined ? `joined ${id}, which is ${status}` : `started ${id}`);
  sayNext(io, `patchwright status ${id} --watch`);
  io.setExitCode(exitCodes.done);
}

function wanted(words: readonly string[], options: Options): NewTask {
  const said = words.join(' ').trim();
  if (said !== '' && options.description !== undefined) {
    throw usageFault('The description is given twice', {
      why: 'once as words and once by --description',
      next: 'patchwright help run',
    });
  }
  const description = options.description?.trim() || said;
  const { title, ticket, sentry, repo, priority } = options;
  if (description === '' && !title && !ticket && !sentry) {
    throw usageFault('Say what is to be done', {
      why: 'there is neither a description nor a ticket nor an error',
      next: 'patchwright run "what is to be done", or patchwright run --ticket KEY',
    });
  }
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === '' ? {} : { description }),
    ...(repo === undefined ? {} : { repository: repo }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(sentry === undefined ? {} : { sentry }),
    ...(priority === undefined ? {} : { priority: Priority.parse(priority) }),
  };
}

function ticketKey(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]*-\d+$/.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('It has the form SHOP-42.');
}

function sentryId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It is the number of an issue.');
}

function idempotencyKey(text: string): string {
  if (/^[\w.:-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError('It has letters, digits, ".", ":", "_" and "-" only.');
}
