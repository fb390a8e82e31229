import { createHash, randomBytes } from 'node:crypto';
import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { type Role, roles } from '@patchwright/task';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { span } from '../arguments.ts';
import { usageFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { type Io, print, printJson, say } from '../io.ts';

interface Options {
  readonly role: Role;
  readonly person?: string;
  readonly expires?: number;
  readonly file?: string;
  readonly json?: boolean;
}

/** Adds `tokens` with `create`. */
export function addTokens(program: Command, io: Io): void {
  const tokens = program.command('tokens').description('make tokens of the API');
  const create = tokens
    .command('create')
    .description('make a token; it is shown once, and only its digest is kept')
    .argument('<name>', 'what it is for, such as ci', tokenName)
    .addOption(
      new Option('--role <role>', 'what may be done with it')
        .choices([...roles])
        .makeOptionMandatory(),
    )
    .option(
      '--person <name>',
      'whose token it is, as the policy names them; else it is a machine’s',
    )
    .addOption(new Option('--expires <time>', 'how long it holds, such as 90d').argParser(span))
    .option('--file <path>', 'add it to this file (PATCHWRIGHT_API_TOKENS_FILE of the gateway)')
    .option('--json', 'print JSON')
    .action((name: string, options: Options) => createToken(io, name, options));
  withExamples(
    create,
    'patchwright tokens create ci --role operator --expires 90d --file tokens.yaml',
    'patchwright tokens create maria-laptop --role approver --person maria',
  );
}

async function createToken(io: Io, name: string, options: Options): Promise<void> {
  const token = `pwt_${randomBytes(32).toString('base64url')}`;
  const { role, person, expires, file } = options;
  const entry = {
    name,
    sha256: createHash('sha256').update(token).digest('hex'),
    ...(person === undefined ? {} : { person }),
    roles: [role],
    ...(expires === undefined ? {} : { expires: new Date(Date.now() + expires).toISOString() }),
  };
  const line = `  - ${JSON.stringify(entry)}`;
  if (file !== undefined) await addTo(file, name, line);
  if (options.json) printJson(io, { token, entry });
  else print(io, token);
  say(io, 'This is the only time that it is shown.');
  if (file === undefined) {
    say(io, 'Add this line to the file that PATCHWRIGHT_API_TOKENS_FILE of the gateway names:');
    say(io, `tokens:\n${line}`);
  } else say(io, `${file} has its digest now; the gateway reads it within a second.`);
}

/** Adds a line to the file, which nobody else may read. Throws a CommandFault when the name is taken. */
async function addTo(file: string, name: string, line: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === undefined || before.trim() === '') {
    await writeFile(file, `tokens:\n${line}\n`, { mode: 0o600 });
    return;
  }
  if (before.includes(`"name":"${name}"`)) {
    throw usageFault(`${file} has a token "${name}" already`, {
      why: 'names tell whose doing something was',
      next: 'choose another name, or take the old one out',
    });
  }
  if (!/^tokens:[ \t]*$/m.test(before)) {
    throw usageFault(`${file} is no file of tokens`, { next: 'name another file by --file' });
  }
  await appendFile(file, `${before.endsWith('\n') ? '' : '\n'}${line}\n`);
  await chmod(file, 0o600);
}

function tokenName(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(text)) return text;
  throw new InvalidArgumentError('It has letters, digits, ".", "_" and "-" only.');
}
