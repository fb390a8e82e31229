import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the whole project. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** A file that belongs to the project, by its path from the root, with `/` between folders. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Every file that is committed or could be, except what only lies there as somebody's data. */
export function projectFiles(matching: RegExp): readonly ProjectFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(listed.split('\0'))]
    .filter((path) => matching.test(path) && !isData(path))
    .filter((path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile())
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** The TypeScript of the rooms that runs in production. */
export function sourceFiles(): readonly ProjectFile[] {
  return projectFiles(/^(packages|services)\/[^/]+\/src\/.*\.ts$/);
}

/** The specifiers of everything that a file imports or exports from elsewhere. */
export function importsOf(text: string): readonly string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

/** The same without what only types are taken from, which is gone when the file runs. */
export function valueImportsOf(text: string): readonly string[] {
  return importsOf(text.replace(/^(import|export) type\b[^;]*;/gm, ''));
}

/** The package that a specifier names: `@nats-io/kv` for `@nats-io/kv/internal`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The room a path lies in: `packages/bus`, `services/planner`, `scripts`. */
export function roomOf(path: string): string {
  return path.split('/', /^(packages|services)\//.test(path) ? 2 : 1).join('/');
}

function isData(path: string): boolean {
  return /\/(golden|histories|fixtures)\/|(^|\/)scenarios\/.*\/repo\//.test(path);
}
