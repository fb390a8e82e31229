import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './source-tree.ts';

// The rooms as they are declared, but empty, so that a forbidden import is the only thing in them.
let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'boundaries-'));
  for (const file of ['package.json', 'package-lock.json', 'turbo.json']) {
    cpSync(join(ROOT, file), join(copy, file));
  }
  for (const room of rooms()) {
    mkdirSync(join(copy, room, 'src'), { recursive: true });
    for (const file of ['package.json', 'turbo.json']) {
      cpSync(join(ROOT, room, file), join(copy, room, file));
    }
    write(`${room}/src/index.ts`, 'export const empty = true;\n');
  }
});
afterEach(() => {
  rmSync(copy, { recursive: true, force: true });
});

function rooms(): readonly string[] {
  const nested = ['packages', 'services'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`),
  );
  return [...nested, 'test'];
}

function write(path: string, text: string): void {
  writeFileSync(join(copy, path), text);
}

function declare(room: string, dependency: string): void {
  const path = join(copy, room, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { dependencies?: object };
  manifest.dependencies = { ...manifest.dependencies, [dependency]: '*' };
  writeFileSync(path, JSON.stringify(manifest));
}

function boundaries(): { readonly ok: boolean; readonly said: string } {
  const turbo = join(ROOT, 'node_modules', 'turbo', 'bin', 'turbo');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [turbo, 'boundaries', '--no-color'],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    },
  );
  return { ok: status === 0, said: `${stdout}${stderr}`.replace(/\s*\n\s*\|?\s*/g, ' ') };
}

test('rooms that import what they declare, and declare what they may, pass', () => {
  write('packages/task/src/index.ts', "export * from '@patchwright/events';\n");
  write('services/planner/src/index.ts', "export * from '@patchwright/chassis';\n");
  expect(boundaries()).toMatchObject({ ok: true });
});

test('an import that is not declared fails', () => {
  write('packages/events/src/index.ts', "export * from '@patchwright/bus';\n");
  const { ok, said } = boundaries();
  expect(ok).toBe(false);
  expect(said).toMatch(/cannot import package `@patchwright\/bus`/);
});

test('a path that leaves its room fails', () => {
  write('services/cicd/src/index.ts', "export * from '../../planner/src/index.ts';\n");
  const { ok, said } = boundaries();
  expect(ok).toBe(false);
  expect(said).toMatch(/leaves the package/);
});

test.each([
  ['services/cicd', '@patchwright/planner', 'a service imports no service'],
  ['packages/events', '@patchwright/task', 'the language does not know the domain'],
  ['packages/task', '@patchwright/bus', 'the domain does not know the broker'],
  ['packages/outside', '@patchwright/events', 'the outside does not know events'],
  ['packages/stand-ins', '@patchwright/outside', 'a stand-in does not know our clients'],
  ['packages/local', '@patchwright/executor', 'the laptop starts services and imports none'],
  ['packages/cli', '@patchwright/chassis', 'the command line is no service'],
])('%s importing %s fails even when it is declared: %s', (room, dependency) => {
  declare(room, dependency);
  write(`${room}/src/index.ts`, `export * from '${dependency}';\n`);
  const { ok, said } = boundaries();
  expect(ok, said).toBe(false);
  expect(said).toContain(`\`${dependency}\` found without any tag`);
});
