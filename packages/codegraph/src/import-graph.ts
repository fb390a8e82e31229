import { posix } from 'node:path';
import { languageOf } from './languages.ts';
import type { Outline } from './outline/outline.ts';

/** Which files name which: undirected, since a cause lies as often with the caller as with the called. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

const SCRIPT_ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
];

interface Places {
  readonly paths: ReadonlySet<string>;
  /** Paths by the last segment of their path. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Paths by the folder that they lie in. */
  readonly byFolder: ReadonlyMap<string, readonly string[]>;
}

function index(paths: readonly string[]): Places {
  const byName = new Map<string, string[]>();
  const byFolder = new Map<string, string[]>();
  for (const path of paths) {
    const name = posix.basename(path);
    const folder = posix.dirname(path);
    byName.set(name, [...(byName.get(name) ?? []), path]);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  return { paths: new Set(paths), byName, byFolder };
}

function endingWith(places: Places, suffix: string): readonly string[] {
  return (places.byName.get(posix.basename(suffix)) ?? []).filter(
    (path) => path === suffix || path.endsWith(`/${suffix}`),
  );
}

function resolveScript(places: Places, from: string, name: string): readonly string[] {
  if (!name.startsWith('.')) return [];
  const target = posix.normalize(posix.join(posix.dirname(from), name));
  // A TypeScript file may be named by the ending that it has once compiled.
  const source = target.replace(/\.([cm]?)jsx?$/, '.$1ts');
  for (const stem of target === source ? [target] : [target, source]) {
    for (const ending of SCRIPT_ENDINGS) {
      if (places.paths.has(stem + ending)) return [stem + ending];
    }
  }
  return [];
}

function resolvePython(places: Places, from: string, name: string): readonly string[] {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const inner = name.slice(dots).replaceAll('.', '/');
  if (dots > 0) {
    const folder = posix.join(posix.dirname(from), '../'.repeat(dots - 1), inner);
    const paths = [`${folder}.py`, posix.join(folder, '__init__.py')];
    return paths.filter((path) => places.paths.has(path));
  }
  return [...endingWith(places, `${inner}.py`), ...endingWith(places, `${inner}/__init__.py`)];
}

function resolveGo(places: Places, name: string): readonly string[] {
  const segments = name.split('/');
  // The module's own name stands before the folder; the longest tail that is a folder here is meant.
  for (let start = 0; start < segments.length; start += 1) {
    const files = places.byFolder.get(segments.slice(start).join('/'));
    if (files !== undefined)
      return files.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  }
  return [];
}

function resolve(places: Places, from: string, name: string): readonly string[] {
  switch (languageOf(from)) {
    case 'typescript':
    case 'tsx':
    case 'javascript':
      return resolveScript(places, from, name);
    case 'python':
      return resolvePython(places, from, name);
    case 'go':
      return resolveGo(places, name);
    case 'java':
      return endingWith(places, `${name.replaceAll('.', '/')}.java`);
    default:
      return [];
  }
}

/** Joins files by the imports in their outlines, as far as these name files of the same repository. */
export function importGraph(
  paths: readonly string[],
  outlines: ReadonlyMap<string, Outline>,
): ImportGraph {
  const places = index(paths);
  const graph = new Map<string, Set<string>>();
  function join(one: string, other: string): void {
    graph.set(one, (graph.get(one) ?? new Set()).add(other));
  }
  for (const [from, outline] of outlines) {
    for (const name of outline.imports) {
      for (const to of resolve(places, from, name)) {
        if (to === from) continue;
        join(from, to);
        join(to, from);
      }
    }
  }
  return graph;
}
