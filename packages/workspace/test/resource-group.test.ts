import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resourceGroups } from '../src/sandbox/resource-group.ts';

// Folders that look as the kernel shows its groups: what is written there is what the kernel would be told.
let mount: string;
beforeEach(async () => {
  mount = await mkdtemp(join(tmpdir(), 'pw-groups-'));
});
afterEach(() => rm(mount, { recursive: true, force: true }));

const LIMITS = { memoryMb: 512, processes: 100 };

describe('control groups', () => {
  it('of the second version hold both limits in one folder below their own', async () => {
    const own = join(mount, 'user.slice/app');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(mount, 'cgroup.controllers'), 'memory pids\n');
    const groups = await resourceGroups({ mount, membership: '0::/user.slice/app\n' });
    // A folder of files is not removed as the kernel removes a group: the trial leaves what it wrote.
    expect(groups?.version).toBe(2);
    expect(readFileSync(join(own, 'cgroup.subtree_control'), 'utf8')).toBe('+pids +memory');
    const group = await groups?.open(LIMITS);
    const door = group?.doors[0] ?? '';
    const folder = join(door, '..');
    expect(group?.doors).toHaveLength(1);
    expect(readFileSync(join(folder, 'pids.max'), 'utf8')).toBe('100');
    expect(readFileSync(join(folder, 'memory.max'), 'utf8')).toBe(String(512 * 1024 * 1024));
    writeFileSync(join(folder, 'memory.events'), 'low 0\noom 1\noom_kill 1\n');
    expect(await group?.reached()).toBe('its limit of 512 MiB of memory');
    await group?.kill();
    expect(readFileSync(join(folder, 'cgroup.kill'), 'utf8')).toBe('1');
  });

  it('of the first version have a folder in each hierarchy', async () => {
    for (const name of ['pids/service', 'memory/service']) {
      mkdirSync(join(mount, name), { recursive: true });
    }
    const membership = '9:name=systemd:/\n8:pids:/service\n4:memory:/service\n0::/\n';
    const groups = await resourceGroups({ mount, membership });
    const group = await groups?.open(LIMITS);
    expect(groups?.version).toBe(1);
    expect(group?.doors).toHaveLength(2);
    const [pids = '', memory = ''] = (group?.doors ?? []).map((door) => join(door, '..'));
    expect(readFileSync(join(pids, 'pids.max'), 'utf8')).toBe('100');
    expect(readFileSync(join(memory, 'memory.limit_in_bytes'), 'utf8')).toBe('536870912');
    writeFileSync(join(pids, 'pids.events'), 'max 3\n');
    expect(await group?.reached()).toBe('its limit of 100 processes');
  });

  it('are done without where none may be made', async () => {
    expect(await resourceGroups({ mount, membership: '' })).toBeUndefined();
    const nowhere = join(mount, 'nothing');
    expect(
      await resourceGroups({ mount: nowhere, membership: '8:pids:/\n4:memory:/\n' }),
    ).toBeUndefined();
    expect(existsSync(nowhere) ? readdirSync(nowhere) : []).toEqual([]);
  });
});
