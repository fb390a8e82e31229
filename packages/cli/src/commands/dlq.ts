import type { Command } from 'commander';
import { CommandFault, usageFault } from '../command-fault.ts';
import { confirm } from '../confirm.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Letter } from '../gateway/answers.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { type Io, print, printJson, say, sayNext } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { plainLines } from '../show/plain.ts';
import { table } from '../show/table.ts';
import { ago } from '../show/when.ts';

interface RedriveOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds `dlq` with `list`, `show` and `redrive`. */
export function addDlq(program: Command, io: Io): void {
  const dlq = program
    .command('dlq')
    .description('look at work that could not be done, and send it again');
  const list = dlq
    .command('list')
    .description('show the dead letters')
    .option('--json', 'print JSON, one letter a line')
    .action((options: { readonly json?: boolean }, self: Command) =>
      listLetters(self, io, options),
    );
  withExamples(list, 'patchwright dlq list');
  const show = dlq
    .command('show')
    .description('show one dead letter with its whole cause')
    .argument('<id>', 'its identifier, as list shows it')
    .option('--json', 'print JSON')
    .action((id: string, options: { readonly json?: boolean }, self: Command) =>
      showLetter(self, io, id, options),
    );
  withExamples(show, 'patchwright dlq show 42');
  const redrive = dlq
    .command('redrive')
    .description('offer the work again and remove the letter')
    .argument('[id]', 'one letter')
    .option('--all', 'all of them')
    .option('-y, --yes', 'do not ask again')
    .option('--dry-run', 'say what would be sent, and send nothing')
    .option('--json', 'print JSON, one letter a line')
    .action((id: string | undefined, options: RedriveOptions, self: Command) =>
      redriveLetters(self, io, id, options),
    );
  withExamples(redrive, 'patchwright dlq redrive 42', 'patchwright dlq redrive --all --yes');
}

async function listLetters(
  command: Command,
  io: Io,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const letters = await (await reachGateway(command, io)).letters();
  if (json) {
    for (const letter of letters) print(io, JSON.stringify(letter));
    return;
  }
  if (letters.length === 0) return say(io, 'There are no dead letters.');
  const rows = letters.map((letter) => [
    letter.id,
    workOf(letter),
    letter.item?.id ?? '-',
    String(letter.attempts),
    ago(letter.at),
    letter.reason,
  ]);
  const head = ['letter', 'work', 'task', 'tries', 'age', 'reason'];
  for (const line of table(io, rows, { head })) print(io, line);
  sayNext(
    io,
    `patchwright dlq show ${letters[0]?.id}, then patchwright dlq redrive ${letters[0]?.id}`,
  );
}

async function showLetter(
  command: Command,
  io: Io,
  id: string,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const letter = await find(await reachGateway(command, io), id);
  if (json) return printJson(io, letter);
  const [first = '', ...more] = plainLines(letter.reason);
  const rows = [
    ['letter', letter.id],
    ['work', workOf(letter)],
    ['task', letter.item?.id ?? '-'],
    [
      'cause',
      letter.item?.cause ?? (letter.inboxSeq === undefined ? '-' : `inbox ${letter.inboxSeq}`),
    ],
    ['tries', String(letter.attempts)],
    ['at', letter.at],
    ['reason', first],
  ];
  for (const line of table({ ...io, columns: undefined }, rows)) print(io, line);
  for (const line of more) print(io, `        ${line}`);
  sayNext(io, `patchwright dlq redrive ${letter.id}`);
}

async function redriveLetters(
  command: Command,
  io: Io,
  id: string | undefined,
  { all, yes, dryRun, json }: RedriveOptions,
): Promise<void> {
  if ((id === undefined) === (all !== true)) {
    throw usageFault('Say which letter is to be sent again', {
      why: id === undefined ? 'there is neither a letter nor --all' : 'there is a letter and --all',
      next: 'patchwright dlq list',
    });
  }
  const gateway = await reachGateway(command, io);
  const letters = id === undefined ? await gateway.letters() : [await find(gateway, id)];
  if (letters.length === 0) return say(io, 'There are no dead letters.');
  if (all && !dryRun) await confirm(io, `Send all ${letters.length} again?`, yes === true);
  let failed = 0;
  for (const letter of letters) {
    const refusal = dryRun ? undefined : await sent(gateway, letter, all === true, io);
    if (refusal !== undefined) failed += 1;
    const word = refusal !== undefined ? 'refused' : dryRun ? 'would send' : 'sent';
    if (json) print(io, JSON.stringify({ id: letter.id, result: word, reason: refusal }));
    else print(io, `${word} ${letter.id} (${workOf(letter)} of ${letter.item?.id ?? 'no task'})`);
  }
  if (failed > 0) io.setExitCode(exitCodes.failed);
  sayNext(io, dryRun ? 'patchwright dlq redrive without --dry-run' : 'patchwright list');
}

/** Why a letter could not be sent; of several, one that cannot be does not hold up the others. */
async function sent(
  gateway: Gateway,
  letter: Letter,
  goesOn: boolean,
  io: Io,
): Promise<string | undefined> {
  try {
    await gateway.redrive(letter.id);
    return undefined;
  } catch (fault) {
    if (!goesOn || !(fault instanceof CommandFault)) throw fault;
    say(io, `${letter.id}: ${fault.message}${fault.why === undefined ? '' : `: ${fault.why}`}`);
    return fault.why ?? fault.message;
  }
}

async function find(gateway: Gateway, id: string): Promise<Letter> {
  const letter = (await gateway.letters()).find((one) => one.id === id);
  if (letter !== undefined) return letter;
  throw new CommandFault(`There is no dead letter ${id}`, { next: 'patchwright dlq list' });
}

function workOf(letter: Letter): string {
  return letter.item?.kind ?? (letter.inboxSeq === undefined ? 'unknown' : 'webhook');
}
