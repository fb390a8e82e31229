import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { CommandFault } from '../command-fault.ts';

/** Settings by their names, as an environment has them. */
export type Settings = Readonly<Record<string, string>>;

const ASSIGNMENT = /^\s*(?:export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=/;
const PLAIN = /^[\w./:@%+,=~-]*$/;

/** The settings of an environment file; none where there is no file. Throws a CommandFault when it cannot be read. */
export async function readEnvFile(path: string): Promise<Settings> {
  const text = await textOf(path);
  const entries = Object.entries(parseEnv(text ?? ''));
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Sets these settings in an environment file that only its owner may read: a line that sets one of them is replaced where it stands, new
 * ones are added at the end, and everything else stays as it is. Written whole or not at all. Throws a CommandFault when it cannot be.
 */
export async function mergeEnvFile(path: string, settings: Settings): Promise<void> {
  const merged = mergedText((await textOf(path)) ?? '', settings);
  const beside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(beside, merged, { mode: 0o600, flag: 'wx' });
    await chmod(beside, 0o600);
    await rename(beside, path);
  } catch (error) {
    throw new CommandFault(`${path} cannot be written`, {
      why: (error as Error).message,
      next: 'name another file by --file',
    });
  }
}

/** The text of an environment file with these settings in it. Pure. */
export function mergedText(before: string, settings: Settings): string {
  const left = new Map(Object.entries(settings));
  const lines = linesOf(before).flatMap((line) => {
    const name = ASSIGNMENT.exec(line)?.groups?.name;
    if (name === undefined || !Object.hasOwn(settings, name)) return [line];
    const value = left.get(name);
    // A second line of the same name would win over the first.
    left.delete(name);
    return value === undefined ? [] : [assignment(name, value)];
  });
  const added = [...left].map(([name, value]) => assignment(name, value));
  return [...lines, ...added].map((line) => `${line}\n`).join('');
}

/** A value in quotes may go over several lines; they belong together. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (open !== undefined) {
      lines.push(`${lines.pop()}\n${line}`);
      if (line.includes(open)) open = undefined;
      continue;
    }
    lines.push(line);
    const [, quote = '', rest = ''] = /^[^=#]*=\s*(["'`])(.*)$/.exec(line) ?? [];
    if (quote !== '' && !rest.includes(quote)) open = quote;
  }
  return text === '' ? [] : lines;
}

/** Line ends are written out, so that a setting is one line for every reader of such files. */
function assignment(name: string, value: string): string {
  const line = value.trim().replaceAll(/\r?\n/g, '\\n');
  if (PLAIN.test(line)) return `${name}=${line}`;
  if (!line.includes("'")) return `${name}='${line}'`;
  if (!line.includes('"')) return `${name}="${line}"`;
  throw new CommandFault(`${name} has both kinds of quotes, which no environment file can hold`, {
    next: `put it into a file of its own, and name that by ${name}_FILE`,
  });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandFault(`${path} cannot be read`, { why: (error as Error).message });
  }
}
