import type { Letter } from '@patchwright/task/api';
import type { Command } from 'commander';
import { usageFault } from '../command-fault.ts';
import { confirm } from '../confirm.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
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

interface DropOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Adds `dlq` with `list`, `show`, `redrive` and `drop`. */
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
  const drop = dlq
    .command('drop')
    .description('remove a letter without doing its work; its task stays where it is')
    .argument('<id>', 'one letter')
    .option('-y, --yes', 'do not ask again')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .action((id: string, options: DropOptions, self: Command) => dropLetter(self, io, id, options));
  withExamples(drop, 'patchwright dlq drop 42 --yes');
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
  const letter = await (await reachGateway(command, io)).letter(id);
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
  const letters = id === undefined ? await gateway.letters() : [await gateway.letter(id)];
  if (letters.length === 0) return say(io, 'There are no dead letters.');
  if (all && !dryRun) await confirm(io, `Send all ${letters.length} again?`, yes === true);
  let failed = 0;
  for (const { id: sent, result, reason } of await redriven(gateway, id, dryRun)) {
    if (result === 'refused') failed += 1;
    const letter = letters.find((one) => one.id === sent);
    const what =
      letter === undefined ? 'new' : `${workOf(letter)} of ${letter.item?.id ?? 'no task'}`;
    if (json) print(io, JSON.stringify({ id: sent, result, reason }));
    else print(io, `${result} ${sent} (${what})${reason === undefined ? '' : `: ${reason}`}`);
  }
  if (failed > 0) io.setExitCode(exitCodes.failed);
  sayNext(io, dryRun ? 'patchwright dlq redrive without --dry-run' : 'patchwright list');
}

/** Sends one letter, or all of them, again; of all, one that cannot be sent holds up no other. */
async function redriven(
  gateway: Gateway,
  id: string | undefined,
  dryRun: boolean | undefined,
): Promise<
  readonly { readonly id: string; readonly result: string; readonly reason?: string | undefined }[]
> {
  if (id === undefined) return gateway.redriveAll({ dryRun });
  await gateway.redrive(id, { dryRun });
  return [{ id, result: dryRun ? 'would send' : 'sent' }];
}

async function dropLetter(
  command: Command,
  io: Io,
  id: string,
  { yes, dryRun }: DropOptions,
): Promise<void> {
  const gateway = await reachGateway(command, io);
  const letter = await gateway.letter(id);
  const what = `${id} (${workOf(letter)} of ${letter.item?.id ?? 'no task'})`;
  if (dryRun) return print(io, `would drop ${what}`);
  await confirm(io, `Remove letter ${what} for good?`, yes === true);
  await gateway.drop(id);
  print(io, `dropped ${what}`);
  sayNext(
    io,
    letter.item === undefined ? 'patchwright dlq list' : `patchwright status ${letter.item.id}`,
  );
}

function workOf(letter: Letter): string {
  return letter.item?.kind ?? (letter.inboxSeq === undefined ? 'unknown' : 'webhook');
}
