import { resolve } from 'node:path';
import { messageOf } from '@patchwright/faults';
import { type RosterEntry, readConfigs, roster, type ServiceConfig } from '@patchwright/local';
import { Argument, type Command } from 'commander';
import { CommandFault } from '../command-fault.ts';
import { readEnvFile } from '../connect/env-file.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, say, sayNext, typed } from '../io.ts';
import { type ConfigFinding, findingsIn, settingLines } from '../show/config-lines.ts';
import { plain } from '../show/plain.ts';
import { look } from '../show/style.ts';

interface Options {
  readonly file: string;
  readonly json?: boolean;
}

/** Adds `config check` and `config show`. */
export function addConfig(program: Command, io: Io): void {
  const config = program
    .command('config')
    .description('check the settings that services read, or show those that hold');
  const check = config
    .command('check')
    .description('read all that the services read (environment, policy, models, MCP servers, …)')
    .addArgument(services())
    .option('--file <path>', 'the environment file to read besides the environment', '.env')
    .option('--json', 'print JSON, one finding a line')
    .action((names: string[], options: Options) => checkConfig(io, names, options));
  withExamples(check, 'patchwright config check', 'patchwright config check gateway planner');
  const show = config
    .command('show')
    .description('print the settings that hold, defaults included and secrets masked')
    .addArgument(services())
    .option('--file <path>', 'the environment file to read besides the environment', '.env')
    .option('--json', 'print JSON, one service a line')
    .action((names: string[], options: Options) => showConfig(io, names, options));
  withExamples(show, 'patchwright config show scheduler');
}

function services(): Argument {
  return new Argument('[services...]', 'whose settings; of all services if none is named').choices(
    roster.map(({ name }) => name),
  );
}

async function checkConfig(io: Io, names: readonly string[], options: Options): Promise<void> {
  const read = await readAll(io, names, options);
  const findings = findingsIn(read);
  for (const finding of findings) {
    if (options.json) print(io, JSON.stringify(finding));
    else for (const line of findingLines(io, finding)) print(io, line);
  }
  const well = read.filter(({ kind }) => kind === 'read').length;
  say(io, `${well} of ${read.length} services can read their settings`);
  if (findings.length > 0) return io.setExitCode(exitCodes.failed);
  sayNext(io, 'patchwright doctor');
}

async function showConfig(io: Io, names: readonly string[], options: Options): Promise<void> {
  const read = await readAll(io, names, options);
  for (const one of read) {
    if (one.kind === 'refused') continue;
    if (options.json) print(io, JSON.stringify({ service: one.service, config: one.config }));
    else for (const line of settingLines(one.service, one.config)) print(io, plain(line));
  }
  const refused = read.filter(({ kind }) => kind === 'refused').map(({ service }) => service);
  if (refused.length === 0) return;
  say(io, `the settings of ${refused.join(', ')} cannot be read`);
  sayNext(io, `patchwright config check ${refused.join(' ')}`);
  io.setExitCode(exitCodes.failed);
}

async function readAll(
  io: Io,
  names: readonly string[],
  { file }: Options,
): Promise<readonly ServiceConfig[]> {
  const chosen: readonly RosterEntry[] =
    names.length === 0 ? roster : roster.filter(({ name }) => names.includes(name));
  const own = Object.entries(io.environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const settings = { ...Object.fromEntries(own), ...(await readEnvFile(resolve(io.cwd, file))) };
  const read: ServiceConfig[] = [];
  try {
    for await (const one of readConfigs(chosen, settings, io.cwd)) read.push(one);
  } catch (thrown) {
    throw new CommandFault('the settings cannot be read', {
      why: messageOf(thrown),
      next: 'patchwright doctor',
    });
  }
  return read;
}

function findingLines(io: Io, finding: ConfigFinding): readonly string[] {
  const { at, field, why, services: whose, mend } = finding;
  const place = [at, field].filter((part) => part !== undefined).join(', ');
  return [
    `${look(io, 'red', 'fail')}  ${plain(place === '' ? why : `${place}: ${why}`)}`,
    `      ${plain(`read by ${whose.join(', ')}`)}`,
    `      ${typed(io, plain(mend))}`,
  ];
}
