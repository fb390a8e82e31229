import { readAgentSettings, readSkillSettings, stack } from '@patchwright/agent/markdown';
import type { Command } from 'commander';
import { CommandFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { type Io, print, printJson } from '../io.ts';
import { plain } from '../show/plain.ts';
import { table } from '../show/table.ts';

interface Options {
  readonly json?: boolean;
}

/** What is shown of a skill or an agent. */
interface Shown {
  readonly name: string;
  readonly origin: string;
  readonly description: string;
  readonly body: string;
}

/** Adds `skills` and `agents`, which show the Markdown files that agents work by. */
export function addMarkdown(program: Command, io: Io): void {
  addKind(program, io, 'skills', 'skill', skillsOf);
  addKind(program, io, 'agents', 'agent', agentsOf);
}

function addKind(
  program: Command,
  io: Io,
  plural: string,
  one: string,
  read: (io: Io) => readonly Shown[],
): void {
  const kind = program
    .command(plural)
    .description(`show the ${plural} that this machine's settings give, your own and ours`);
  const list = kind
    .command('list')
    .description(`list the ${plural}; a file that cannot be read is named with its fault`)
    .option('--json', 'print JSON')
    .action(({ json }: Options) => {
      const all = found(io, read);
      if (json)
        return printJson(
          io,
          all.map(({ body: _body, ...rest }) => rest),
        );
      const rows = all.map(({ name, origin, description }) => [name, origin, description]);
      for (const line of table(io, rows, { head: ['name', 'whose', 'what for'] })) print(io, line);
    });
  withExamples(list, `patchwright ${plural} list`);
  const show = kind
    .command('show')
    .description(`show one ${one}, whole`)
    .argument('<name>', 'its name, as list shows it')
    .option('--json', 'print JSON')
    .action((name: string, { json }: Options) => {
      const all = found(io, read);
      const wanted = all.find((item) => item.name === name);
      if (wanted === undefined) {
        throw new CommandFault(`there is no ${one} ${name}`, {
          why: `there are ${all.map((item) => item.name).join(', ')}`,
          next: `patchwright ${plural} list`,
        });
      }
      if (json) return printJson(io, wanted);
      print(io, `${wanted.name} (${wanted.origin}): ${plain(wanted.description)}\n`);
      for (const line of wanted.body.split('\n')) print(io, plain(line));
    });
  withExamples(show, `patchwright ${plural} show ${one === 'skill' ? 'planning' : 'verifier'}`);
}

function skillsOf({ environment }: Io): readonly Shown[] {
  const { organisation, own } = readSkillSettings(environment);
  return stack(organisation, own).skills.map(({ name, origin, description, body }) => ({
    name,
    origin,
    description,
    body,
  }));
}

function agentsOf({ environment }: Io): readonly Shown[] {
  return readAgentSettings(environment).map(({ name, isOurs, description, instructions }) => ({
    name,
    origin: isOurs ? 'patchwright' : 'organisation',
    description,
    body: instructions,
  }));
}

function found(io: Io, read: (io: Io) => readonly Shown[]): readonly Shown[] {
  try {
    return read(io);
  } catch (thrown) {
    throw new CommandFault('the files cannot be read', { why: (thrown as Error).message });
  }
}
