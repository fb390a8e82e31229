import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// A machine on which nothing of the kind is installed: the system's own folders hold no such program either.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    async access(path: string, mode?: number) {
      if (/\/(bwrap|runsc|kubectl)$/.test(String(path))) throw new Error('not there');
      return real.access(path, mode);
    },
  };
});
// Files share their process, so what looked for programs on this machine before is loaded anew.
vi.resetModules();
const { NeedsHuman } = await import('@patchwright/faults');
const { prepareSandbox, sandboxNotice } = await import('@patchwright/local');
const { chooseSandbox, readWorkspaceSettings } = await import('@patchwright/workspace');

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pw-closed-'));
});
afterAll(async () => {
  vi.doUnmock('node:fs/promises');
  vi.resetModules();
  await rm(scratch, { recursive: true, force: true });
});

const tools = { path: [] };

it('a sandbox is required unless a person says otherwise', () => {
  expect(readWorkspaceSettings({}).sandbox).toBe('required');
  expect(readWorkspaceSettings({ PATCHWRIGHT_SANDBOX: 'none' }).sandbox).toBe('none');
  expect(() => readWorkspaceSettings({ PATCHWRIGHT_SANDBOX: 'off' })).toThrow('SANDBOX');
});

it.each(['required', 'bubblewrap', 'gvisor', 'kubernetes'] as const)(
  'with %s demanded and none there, nothing is run and a person is told what to install',
  async (choice) => {
    const chosen = chooseSandbox(choice, { tools, scratch });
    await expect(chosen).rejects.toThrow(NeedsHuman);
    await expect(chosen).rejects.toThrow(/Nothing of a repository is run.*(Install|Linux)/s);
  },
);

it('only an explicit none runs plain processes, and says that a person chose it', async () => {
  const sandbox = await chooseSandbox('none', { tools, scratch });
  expect(sandbox).toMatchObject({ kind: 'none', reason: 'chosen by the configuration' });
});

it('a laptop without a sandbox says loudly what the demo runs in', async () => {
  const environment = { cacheDir: join(scratch, 'cache'), clientVariables: { PATH: '' } };
  const found = await prepareSandbox({ tools, scratch, environment });
  expect(found.kind).toBe('none');
  expect(sandboxNotice(found)).toMatch(/^WARNING: there is no sandbox here.*can read your files/);
  expect(sandboxNotice({ kind: 'gvisor', path: [], reason: 'works' })).not.toContain('WARNING');
});
