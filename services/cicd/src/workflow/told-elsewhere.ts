import { parse } from 'shell-quote';

/** Where a command of a script is told to run, by options of the package manager or task runner that it calls. */
export interface Told {
  /** The folder that it goes to from where the script stands; `''` where it stays. */
  readonly folder: string;
  /** Packages of a monorepo, as they are written: by name, path or pattern. None where it names none. */
  readonly packages: readonly string[];
  /** How they are written. */
  readonly by: 'npm' | 'name' | 'filter';
}

interface Program {
  readonly by: Told['by'];
  /** Options that name a folder, and those that name packages. */
  readonly folder: readonly string[];
  readonly packages: readonly string[];
  /** Whether options that stand behind the name of what is run are its own, not the program's. */
  readonly passesOn?: boolean;
}

const NPM: Program = { by: 'npm', folder: ['--prefix', '-C'], packages: ['-w', '--workspace'] };
const FILTERS = ['-F', '--filter'];
const PROGRAMS: Readonly<Record<string, Program>> = {
  npm: NPM,
  npx: { ...NPM, passesOn: true },
  pnpm: { by: 'filter', folder: ['-C', '--dir'], packages: FILTERS, passesOn: true },
  yarn: { by: 'name', folder: ['--cwd'], packages: [], passesOn: true },
  bun: { by: 'filter', folder: ['--cwd'], packages: FILTERS, passesOn: true },
  turbo: { by: 'filter', folder: ['--cwd'], packages: FILTERS },
  make: { by: 'name', folder: ['-C', '--directory'], packages: [] },
};

/** What only prepares what a step is there for. */
const PREPARES = /^(?:cd|corepack|echo|export|mkdir|set|unset)$/;
const INSTALLS = /^(?:(?:bun|npm|pnpm|yarn) (?:add|ci|clean-install|config|i|install)|yarn)$/;
const THROUGH = /^(?:bunx?|dlx|exec|npm|npx|pnpm|run|x|yarn|--|-y|--yes)$/;

/** Where each command of a script is told to run, in their order, without those that only prepare. Of one that cannot be read it is where the script stands. */
export function toldElsewhere(script: readonly string[]): readonly Told[] {
  return script
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap(commandsIn)
    .flatMap((words) => (words === undefined ? [NOWHERE] : (toldBy(words) ?? [])));
}

const NOWHERE: Told = { folder: '', packages: [], by: 'name' };

/** The commands of a line, each by its words; `undefined` for one that says more than words. */
function commandsIn(line: string): readonly (readonly string[] | undefined)[] {
  let words: string[] | undefined = [];
  const commands: (readonly string[] | undefined)[] = [];
  for (const entry of [...entriesOf(line), { op: ';' }]) {
    if (typeof entry === 'string') words = entry.includes('`') ? undefined : words?.concat(entry);
    else if ('pattern' in entry) words = words?.concat(entry.pattern);
    else if ('op' in entry && (entry.op === ';' || entry.op === '&&')) {
      if (words?.length !== 0) commands.push(words);
      words = [];
    } else if (!('comment' in entry)) words = undefined;
  }
  return commands;
}

function entriesOf(line: string) {
  try {
    // What a variable stands for is not known here.
    return parse(line, (variable) => ({ variable }));
  } catch {
    return [{ unreadable: line }];
  }
}

/** `undefined` where a command only prepares. */
function toldBy(all: readonly string[]): Told | undefined {
  const first = all.findIndex((word) => !/^\w+=/.test(word));
  const words = first < 0 ? [] : all.slice(first);
  const [name = ''] = words;
  if (name === '' || PREPARES.test(name)) return undefined;
  const turbo = words.findIndex((word) => /^turbo(?:@|$)/.test(word));
  const isTurbo = turbo >= 0 && words.slice(0, turbo).every((word) => THROUGH.test(word));
  const program = PROGRAMS[isTurbo ? 'turbo' : name];
  if (program === undefined) return NOWHERE;
  const { folder, packages, rest } = readOptions(program, words.slice(isTurbo ? turbo + 1 : 1));
  if (INSTALLS.test(`${name} ${rest[0] ?? ''}`.trim())) return undefined;
  const own = name === 'yarn' && rest[0] === 'workspace' ? [rest[1] ?? ''] : [];
  return { folder, packages: [...packages, ...own], by: program.by };
}

function readOptions(
  { folder: folders, packages: named, passesOn = false }: Program,
  words: readonly string[],
): Pick<Told, 'folder' | 'packages'> & { readonly rest: readonly string[] } {
  let folder = '';
  const packages: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length && words[at] !== '--'; at += 1) {
    const word = words[at] ?? '';
    if (passesOn && rest.length > 0 && rest[0] !== 'run') {
      rest.push(word);
      continue;
    }
    const [, option = '', given] = /^(--?[\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = () => {
      at += given === undefined ? 1 : 0;
      return given ?? words[at] ?? '';
    };
    if (folders.includes(option)) folder = value();
    else if (named.includes(option)) packages.push(value());
    else if (option === '') rest.push(word);
    // The first two words that are no options are `run` and what is run.
    if (passesOn && rest.length === 2) break;
  }
  return { folder, packages, rest };
}
