import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './source-tree.ts';

// turbo holds a room to what it may reach by any way; this holds it to what it may name itself.
const MAY_NAME: Readonly<Record<string, readonly string[]>> = {
  faults: [],
  events: ['faults'],
  task: ['events', 'faults'],
  bus: ['events', 'faults', 'task'],
  chassis: ['bus', 'events', 'faults', 'task'],
  outside: ['faults'],
  workspace: ['faults'],
  agent: ['faults'],
  codegraph: ['faults'],
  'mcp-servers': ['faults', 'outside', 'workspace'],
  'stand-ins': ['faults'],
  local: ['bus', 'events', 'faults', 'stand-ins', 'task', 'workspace'],
  cli: ['agent', 'bus', 'events', 'faults', 'local', 'outside', 'task'],
  dashboard: ['events'],
};
const A_SERVICE_MAY_NAME = [
  ...['agent', 'chassis', 'codegraph', 'events', 'faults', 'outside', 'task', 'workspace'],
];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function roomsNamedBy(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith('@patchwright/'))
    .map((name) => name.slice('@patchwright/'.length));
}

function foldersIn(parent: string): readonly string[] {
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

test.each(foldersIn('packages'))('packages/%s names only the rooms it may', (name) => {
  const allowed = MAY_NAME[name];
  expect(allowed, 'a new room needs its place in the import law').toBeDefined();
  expect(roomsNamedBy(`packages/${name}`).filter((room) => !allowed?.includes(room))).toEqual([]);
});

test.each(foldersIn('services'))('services/%s names no service, and never the bus', (name) => {
  const named = roomsNamedBy(`services/${name}`);
  expect(named.filter((room) => !A_SERVICE_MAY_NAME.includes(room))).toEqual([]);
});

test('every room has its tag, without which turbo would let it import anything', () => {
  const untagged = ['packages', 'services']
    .flatMap((parent) => foldersIn(parent).map((name) => `${parent}/${name}`))
    .filter((folder) => tagsOf(folder).length === 0);
  expect(untagged).toEqual([]);
});

function tagsOf(folder: string): readonly string[] {
  try {
    const turbo = readFileSync(join(ROOT, folder, 'turbo.json'), 'utf8');
    return (JSON.parse(turbo) as { tags?: string[] }).tags ?? [];
  } catch {
    return [];
  }
}
