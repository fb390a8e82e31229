import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ATTEMPTS } from './attempts.ts';
import { openHost } from './host.ts';
import { openSandboxes } from './open-sandboxes.ts';

const opened = await openSandboxes();
const host = await openHost(join(opened.root, 'host'));

/** Places of the machine in which nothing may be written. */
const OUTSIDE = ['/usr/bin', '/etc', '/', '/var', '/root', '/dev', '/opt', '/run', '/tmp'];

afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await opened[Symbol.asyncDispose]();
});

it('is tried in every sandbox of this machine, of which there is one at least', () => {
  const said = [...opened.missing].map(([kind, why]) => `${kind}: ${why}`).join('\n');
  expect(opened.sandboxes.length, said).toBeGreaterThan(0);
});

describe.each(opened.sandboxes)('from $kind there is no way out by', (sandbox) => {
  beforeEach(() => rm(sandbox.folder, { recursive: true, force: true }));

  it.each(ATTEMPTS)('$name', async ({ script }) => {
    const contacts = host.contacts();
    const { output } = await sandbox.run(script(host));
    expect(output).toContain('tried');
    expect(output).not.toContain('ESCAPED');
    expect(output.replaceAll(host.folder, '').replaceAll(host.abstractSocket, '')).not.toContain(
      host.canary,
    );
    expect(host.contacts()).toBe(contacts);
    expect(host.isVictimAlive()).toBe(true);
    const places = [...OUTSIDE, host.folder, host.otherTree, opened.root, sandbox.folder];
    expect(places.filter((place) => existsSync(join(place, host.trace)))).toEqual([]);
    expect(await readFile(host.secret, 'utf8')).toBe(host.canary);
  });
});
