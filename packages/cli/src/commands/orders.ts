import { type Command, Option } from 'commander';
import { span, taskId } from '../arguments.ts';
import { CommandFault, usageFault } from '../command-fault.ts';
import { confirm } from '../confirm.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import type { TaskPage } from '../gateway/answers.ts';
import type { OrderWord } from '../gateway/gateway.ts';
import { type Io, print, printJson, say } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { plain } from '../show/plain.ts';
import { sayStanding, waitFor } from '../wait-for.ts';

const ONE_HOUR_MS = 3_600_000;

interface Options {
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly digest?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** One order: how it is spelled, what comes of it, and whether it is asked for twice. */
interface Order {
  readonly word: OrderWord;
  readonly means: string;
  /** What follows the task: words that may or must be said. */
  readonly text?: { readonly name: string; readonly field: string; readonly required: boolean };
  /** What cannot be taken back is asked for twice. */
  readonly final: boolean;
  /** Whether the task goes on afterwards, so that there is something to wait for. */
  readonly goesOn: boolean;
}

const reason = { name: 'reason', field: 'reason', required: false };
const feedback = { name: 'feedback', field: 'feedback', required: true };

const orders: readonly Order[] = [
  { word: 'approve', means: 'let the plan be carried out', final: false, goesOn: true },
  {
    word: 'reject',
    means: 'reject the plan; the task ends',
    text: reason,
    final: true,
    goesOn: false,
  },
  { word: 'revise', means: 'ask for another plan', text: feedback, final: false, goesOn: true },
  { word: 'cancel', means: 'end the task for good', text: reason, final: true, goesOn: false },
  { word: 'pause', means: 'stop the task until it is resumed', final: false, goesOn: false },
  { word: 'resume', means: 'let a paused task go on', final: false, goesOn: true },
  { word: 'retry', means: 'try what failed once more', final: false, goesOn: true },
];

/** Adds `approve`, `reject`, `revise`, `cancel`, `pause`, `resume` and `retry`. */
export function addOrders(program: Command, io: Io): void {
  for (const order of orders) addOrder(program, io, order);
}

function addOrder(program: Command, io: Io, order: Order): void {
  const { word, text } = order;
  const command = program
    .command(word)
    .description(order.means)
    .argument('<task>', 'its identifier', taskId);
  if (text !== undefined) {
    const name = text.required ? `<${text.name}...>` : `[${text.name}...]`;
    command.argument(name, text.required ? 'what is to be different' : 'why; people are told');
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
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print JSON')
    .action((id: string, ...rest: readonly unknown[]) => {
      const words =
        text === undefined ? undefined : (rest[0] as readonly string[]).join(' ').trim();
      const [options, self] = rest.slice(-2) as [Options, Command];
      return give(self, io, order, id, words, options);
    });
  withExamples(command, exampleOf(word));
}

function exampleOf(word: OrderWord): string {
  const said = { reject: ' not worth it', revise: ' "keep the old signature"' } as const;
  return `patchwright ${word} shop-42${word in said ? said[word as keyof typeof said] : ''}`;
}

async function give(
  command: Command,
  io: Io,
  order: Order,
  id: string,
  words: string | undefined,
  options: Options,
): Promise<void> {
  const { word } = order;
  if (order.text?.required && words === '') {
    throw usageFault(`Say what is to be different about ${id}`, {
      next: `patchwright help ${word}`,
    });
  }
  const gateway = await reachGateway(command, io);
  const before = await gateway.task(id);
  const body = bodyOf(order, before, words, options);
  if (options.dryRun) {
    const would = { dryRun: true, task: id, order: word, status: before.status, body };
    if (options.json) return printJson(io, would);
    return print(io, `would ${word} ${id} ("${plain(before.title)}"), which is ${before.status}`);
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
function bodyOf(
  { word, text }: Order,
  { id, proposal, status }: TaskPage,
  words: string | undefined,
  { digest }: Options,
): object {
  if (text !== undefined) return words ? { [text.field]: words } : {};
  if (word !== 'approve') return {};
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
