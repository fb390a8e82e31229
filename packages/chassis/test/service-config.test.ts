import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readServiceSettings } from '../src/index.ts';

test('an empty environment is a laptop', () => {
  expect(readServiceSettings({})).toMatchObject({
    nats: { url: 'nats://127.0.0.1:4222' },
    tenant: 'main',
    build: 'dev',
    log: { level: 'info', format: 'json' },
    health: { port: 0 },
    graceMs: 10_000,
  });
});

test('a variable that is set to nothing counts as unset', () => {
  expect(readServiceSettings({ PATCHWRIGHT_TENANT: '' }).tenant).toBe('main');
});

test('each variable that does not fit is named', () => {
  const read = () =>
    readServiceSettings({ PATCHWRIGHT_TENANT: 'Not OK', PATCHWRIGHT_LOG_LEVEL: 'loud' });
  expect(read).toThrow(/PATCHWRIGHT_TENANT.*PATCHWRIGHT_LOG_LEVEL/);
});

test('a password may come by file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'password');
  writeFileSync(file, 'from-a-file\n');
  expect(readServiceSettings({ NATS_PASSWORD_FILE: file }).nats.password).toBe('from-a-file');
});
