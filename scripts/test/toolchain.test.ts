import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
// @ts-expect-error plain JavaScript: it runs before any type checker is installed
import { isInstalled } from '../toolchain.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toolchain-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const LOCK = {
  '': { name: 'project' },
  'packages/room': { version: '0.1.0' },
  'node_modules/@project/room': { resolved: 'packages/room', link: true },
  'node_modules/library': { version: '1.2.3' },
  'node_modules/linter': { version: '4.5.6', dev: true },
  'node_modules/for-another-machine': { version: '7.8.9', optional: true },
};

function locked(packages: Record<string, object>): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function installed(packages: Record<string, object>): void {
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

test('nothing is installed in a fresh clone', () => {
  locked(LOCK);
  expect(isInstalled(root, { dev: false })).toBe(false);
});

test('an installation that was interrupted is none', () => {
  locked(LOCK);
  mkdirSync(join(root, 'node_modules'));
  expect(isInstalled(root, { dev: false })).toBe(false);
});

test('what only other machines need is not missed', () => {
  locked(LOCK);
  const { 'node_modules/for-another-machine': _, ...here } = LOCK;
  installed(here);
  expect(isInstalled(root, { dev: true })).toBe(true);
});

test('the tools of development are missed only by those who need them', () => {
  locked(LOCK);
  const { 'node_modules/linter': _, ...here } = LOCK;
  installed(here);
  expect(isInstalled(root, { dev: false })).toBe(true);
  expect(isInstalled(root, { dev: true })).toBe(false);
});

test('another version than the one in the lock file is missed', () => {
  locked(LOCK);
  installed({ ...LOCK, 'node_modules/library': { version: '1.2.2' } });
  expect(isInstalled(root, { dev: false })).toBe(false);
});

test('a clone without its lock file is named as broken', () => {
  expect(() => isInstalled(root, { dev: false })).toThrow(/package-lock\.json is missing/);
});
