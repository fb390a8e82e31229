import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles, ROOT, sourceFiles } from './source-tree.ts';

const services = readdirSync(join(ROOT, 'services')).filter((name) =>
  existsSync(join(ROOT, 'services', name, 'src')),
);

function lines(text: string): number {
  return text.trimEnd().split('\n').length;
}

function own(pattern: RegExp): ReturnType<typeof projectFiles> {
  // This file has to name what it forbids.
  return projectFiles(pattern).filter(({ path }) => path !== 'test/architecture/layout.test.ts');
}

describe.each(services)('services/%s', (name) => {
  const folder = join(ROOT, 'services', name);

  test.each(['README.md', 'src/main.ts', 'src/config.ts', 'src/service.ts'])('has %s', (file) => {
    expect(existsSync(join(folder, file))).toBe(true);
  });

  test('starts in 20 lines and shows its door in 60', () => {
    const own = sourceFiles().filter(({ path }) => path.startsWith(`services/${name}/src/`));
    const long = (file: string, most: number) =>
      own.filter(({ path, text }) => path.endsWith(`${name}/src/${file}`) && lines(text) > most);
    expect(long('main.ts', 20).map(({ text }) => lines(text))).toEqual([]);
    expect(long('service.ts', 60).map(({ text }) => lines(text))).toEqual([]);
  });
});

test('no source file is longer than 400 lines', () => {
  const long = own(/^(packages|services|scripts|test)\/.*\.(ts|mjs)$/)
    .filter(({ text }) => lines(text) > 400)
    .map(({ path, text }) => `${path}: ${lines(text)}`);
  expect(long).toEqual([]);
});

test('files are named in kebab-case after what they are about', () => {
  const badly = own(/^(packages|services|scripts|test)\/.*\.(ts|mjs)$/)
    .map(({ path }) => path)
    .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(basename(path)));
  expect(badly).toEqual([]);
});

test('nothing is called by a name that says nothing', () => {
  const empty = /(^|[/.-])(utils?|helpers?|common|shared|managers?|base|impl|misc|lib)([/.-]|$)/;
  const badly = own(/^(packages|services|scripts|test|docs)\/.*/)
    .map(({ path }) => path)
    .filter((path) => empty.test(path));
  expect(badly).toEqual([]);
});

test('everything a room offers says what it promises', () => {
  const silent = sourceFiles().flatMap(({ path, text }) =>
    undocumented(text).map((name) => `${path}: ${name}`),
  );
  expect(silent).toEqual([]);
});

function undocumented(text: string): readonly string[] {
  const rows = text.split('\n');
  const declared = new Set<string>();
  return rows.flatMap((row, index) => {
    const name = /^export (?:async )?(?:function\*?|interface|type|class) (\w+)/.exec(row)?.[1];
    if (name === undefined || declared.has(name)) return [];
    // the second of two overloads, and a type that goes by the name of its schema, are told by the first
    declared.add(name);
    const before = rows[index - 1] ?? '';
    const toldByItsSchema = new RegExp(`^export const ${name}\\b`, 'm').test(text);
    return /\*\/\s*$|^\s*\/\/ biome-ignore/.test(before) || toldByItsSchema ? [] : [name];
  });
}

test('nothing is exported by default, except where a tool asks for it', () => {
  const defaults = own(/^(packages|services|scripts|test)\/.*\.(ts|mjs)$/)
    .filter(({ path }) => !path.endsWith('.config.ts'))
    .filter(({ text }) => /^export default\b|\bas default\b/m.test(text))
    .map(({ path }) => path);
  expect(defaults).toEqual([]);
});

test('no test is skipped, singled out or left for later', () => {
  const skipped = own(/\.test\.ts$/)
    .filter(({ text }) => /\b(test|it|describe|suite)\.(skip|only|todo|skipIf|fails)\b/.test(text))
    .map(({ path }) => path);
  expect(skipped).toEqual([]);
});

test('every test belongs to a kind that is run', () => {
  const kinds = [
    /^(packages|services)\/[^/]+\/test\/.*/,
    /^scripts\/test\/.*/,
    /^test\/(architecture|contract|flows|replay|chaos)\/.*/,
  ];
  const homeless = own(/\.(test|spec)\.ts$/)
    .map(({ path }) => path)
    .filter((path) => path.includes('.spec.') || !kinds.some((kind) => kind.test(path)));
  expect(homeless).toEqual([]);
});

test('no word says that something is left undone', () => {
  const undone = own(/\.(ts|mjs|json|ya?ml|sh)$/)
    .filter(({ text }) => /\b(TODO|FIXME|HACK|XXX)\b/.test(text))
    .map(({ path }) => path);
  expect(undone).toEqual([]);
});

test('no file names a folder of the machine it was written on, or the host of a registry', () => {
  const machine = /(^|[\s'"`(=])\/(work|root)\/[\w.]/m;
  const registry = /registry\.npmjs|files\.pythonhosted|pypi\.org|proxy\.golang|deb\.debian\.org/;
  const leaks = own(/./)
    .filter(({ text }) => machine.test(text) || registry.test(text))
    .map(({ path }) => path);
  expect(leaks).toEqual([]);
});
