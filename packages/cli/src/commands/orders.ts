import { Priority } from '@patchwright/events';
import { retrySteps, type WordName } from '@patchwright/task';
import type { Ordered, OrderWord, TaskPage } from '@patchwright/task/api';
import { Argument, type Command, Option } from 'commander';
import { span, taskId } from '../arguments.ts';
import { CommandFault, usageFault } from '../command-fault.ts';
import { confirm } from '../confirm.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, say } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { plain } from '../show/plain.ts';
import { sayStanding, waitFor } from '../wait-for.ts';
import { addWord } from '../words.ts';

const ONE_HOUR_MS = 3_600_000;

interface Options {
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly digest?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** One order: what follows its task, and whether it is asked for twice. */
interface Order {
  readonly word: OrderWord & WordName;
  /** Words that may or must be said. */
  readonly text?: { readonly name: string; readonly means: string; readonly required: boolean };
  /** One of a few words that may or must be said. */
  readonly choice?: {
    readonly name: string;
    readonly field: string;
    readonly means: string;
    readonly of: readonly string[];
    readonly required: boolean;
  };
  /** What cannot be taken back is asked for twice. */
  readonly final: boolean;
  /** Whether the task goes on afterwards, so that there is something to wait for. */
  readonly goesOn: boolean;
}

const reason = { name: 'reason', means: 'why; people are told', required: false };
const feedback = { name: 'feedback', means: 'what is to be different', required: true };
const step = {
  name: 'step',
  field: 'from',
  means: 'where to begin; after what still holds unless given',
  of: Object.keys(retrySteps),
  required: false,
};
const level = {
  name: 'level',
  field: 'priority',
  means: 'how urgent it is',
  of: Priority.options,
  required: true,
};

const orders: readonly Order[] = [
  { word: 'approve', final: false, goesOn: true },
  { word: 'reject', text: reason, final: true, goesOn: false },
  { word: 'revise', text: feedback, final: false, goesOn: true },
  { word: 'retry', choice: step, final: false, goesOn: true },
  { word: 'cancel', text: reason, final: true, goesOn: false },
  { word: 'pause', final: false, goesOn: false },
  { word: 'resume', final: false, goesOn: true },
  { word: 'priority', choice: level, final: false, goesOn: false },
];

/** Adds `approve`, `reject`, `revise`, `retry`, `cancel`, `pause`, `resume` and `priority`. */
export function addOrders(program: Command, io: Io): void {
  for (const order of orders) addOrder(program, io, order);
}

function addOrder(program: Command, io: Io, order: Order): void {
  const { word, text, choice } = order;
  const command = addWord(program, word).argument('<task>', 'its identifier', taskId);
  if (text !== undefined) {
    const name = text.required ? `<${text.name}...>` : `[${text.name}...]`;
    command.argument(name, text.means);
  }
  if (choice !== undefined) {
    const name = choice.required ? `<${choice.name}>` : `[${choice.name}]`;
    command.addArgument(new Argument(name, choice.means).choices([...choice.of]));
  }
  if (word === 'approve') {
    command.option('--digest <digest>', 'only if this is still the plan; see plan');
  }
  if (order.final) command.option('-y, --yes', 'do not ask again');
  if (order.goesOn) {
    command
      .option('--wait', 'wait until it has ended or needs a person, and tell its story meanwhile')
      .addOption(
        new Option('--timeout <time>', 'wait at most so long, such as 30m')
          .argParser(span)
          .default(ONE_HOUR_MS, '1h'),
      );
  }
  command
    .option('--dry-run', 'let the gateway say what would come of it, and do nothing')
    .option('--json', 'print JSON')
    .action((id: string, ...rest: readonly unknown[]) => {
      const [options, self] = rest.slice(-2) as [Options, Command];
      return give(self, io, order, id, saidWith(order, rest[0]), options);
    });
  withExamples(command, exampleOf(word));
}

function exampleOf(word: OrderWord): string {
  const said: Readonly<Partial<Record<OrderWord, string>>> = {
    reject: ' not worth it',
    revise: ' "keep the old signature"',
    retry: ' planning',
    priority: ' high',
  };
  return `patchwright ${word} shop-42${said[word] ?? ''}`;
}

/** What was said besides the task, as the gateway takes it. */
function saidWith({ text, choice }: Order, said: unknown): Readonly<Record<string, string>> {
  if (text !== undefined) {
    const words = (said as readonly string[]).join(' ').trim();
    return words === '' ? {} : { [text.name]: words };
  }
  return choice === undefined || typeof said !== 'string' ? {} : { [choice.field]: said };
}

async function give(
  command: Command,
  io: Io,
  order: Order,
  id: string,
  said: Readonly<Record<string, string>>,
  options: Options,
): Promise<void> {
  const { word } = order;
  if (order.text?.required && Object.keys(said).length === 0) {
    throw usageFault(`Say what is to be different about ${id}`, {
      next: `patchwright help ${word}`,
    });
  }
  const gateway = await reachGateway(command, io);
  const before = await gateway.task(id);
  const body = word === 'approve' ? digestOf(before, options) : said;
  if (options.dryRun) {
    const would = await gateway.order(id, word, body, { dryRun: true });
    if (options.json) return printJson(io, would);
    return print(io, wouldCome(word, before, would));
  }
  if (order.final) {
    await confirm(io, `${word} ${id} ("${plain(before.title)}") for good?`, options.yes === true);
  }
  const done = await gateway.order(id, word, body);
  if (!options.wait) {
    if (options.json) printJson(io, done);
    else print(io, `${done.task} ${done.status}`);
    return sayStanding(io, { id, status: done.status });
  }
  say(io, `${word}: ${done.events.join(', ')}`);
  const waited = await waitFor(gateway, id, io, {
    timeoutMs: options.timeout ?? ONE_HOUR_MS,
    afterSeq: before.lastSeq,
  });
  if (options.json) printJson(io, waited.task);
  else print(io, `${id} ${waited.task.status}`);
  sayStanding(io, waited.task);
  io.setExitCode(waited.exit);
}

/** What is approved is the plan that is there now: one that changes in the same moment is not approved by mistake. */
function digestOf({ id, proposal, status }: TaskPage, { digest }: Options): object {
  if (proposal === undefined) {
    throw new CommandFault(`${id} has no plan to approve`, {
      why: `it is ${status.replaceAll('_', ' ')}`,
      next: `patchwright status ${id} --watch`,
      exit: exitCodes.failed,
    });
  }
  if (digest !== undefined && !proposal.digest.startsWith(digest)) {
    throw new CommandFault(`The plan of ${id} is another one by now`, {
      why: `its digest is ${proposal.digest}`,
      next: `patchwright plan ${id}`,
      exit: exitCodes.failed,
    });
  }
  return { digest: proposal.digest };
}

function wouldCome(word: OrderWord, before: TaskPage, { task, status, events }: Ordered): string {
  return `would ${word} ${task} ("${plain(before.title)}"): ${before.status} to ${status} by ${events.join(', ')}`;
}
