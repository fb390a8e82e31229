import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NeedsHuman } from '@patchwright/faults';
import { fetchBubblewrap, findProgram, natsEnvironment } from '@patchwright/local';
import type { WorkspaceConfig } from '@patchwright/workspace';
import { type Bench, type Machine, openBench, REPOSITORY } from '@patchwright/workspace/bench';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PackageRegistry, startPackageRegistry } from './package-registry.ts';

// Real package managers, several times in a test.
vi.setConfig({ testTimeout: 120_000 });

const repository = REPOSITORY;
let folder: string;
let bench: Bench;
let registry: PackageRegistry;
let machines = 0;
const path: string[] = [dirname(process.execPath)];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pw-install-'));
  bench = await openBench();
  registry = await startPackageRegistry(folder);
  const { searchPath } = natsEnvironment();
  const python = await findProgram('python3', searchPath);
  if ((await findProgram('bwrap', searchPath)) === undefined) {
    const fetched = await fetchBubblewrap(natsEnvironment());
    if (fetched !== undefined) path.push(fetched);
  }
  if (python === undefined) throw new Error('python3 is not on the PATH');
  await bench.host.commit('main', {
    'package.json': JSON.stringify({
      name: 'numbers',
      version: '1.0.0',
      dependencies: { evenly: '1.0.0' },
    }),
    'package-lock.json': JSON.stringify({
      name: 'numbers',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'numbers', version: '1.0.0', dependencies: { evenly: '1.0.0' } },
        'node_modules/evenly': {
          version: '1.0.0',
          integrity: registry.integrity,
          hasInstallScript: true,
        },
      },
    }),
    'even.test.js':
      "const { test } = require('node:test');\nconst { isEven } = require('evenly');\ntest('two is even', () => { if (!isEven(2)) throw new Error('odd'); });\n",
    'requirements.txt': 'oddly==1.0.0\n',
    'test_odd.py': 'import oddly\n\n\ndef test_odd():\n    assert oddly.is_odd(3)\n',
  });
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
beforeEach(() => {
  registry.requests.length = 0;
});

/** A machine with the usual policy; those of one name share their folders, and so their packages. */
function machine(config: Partial<WorkspaceConfig> = {}, name?: string): Machine {
  machines += 1;
  return bench.machine(name ?? `machine-${machines}`, {
    worker: `worker-${machines}`,
    sandbox: 'required',
    registries: [registry.host],
    tools: { path, env: registry.env },
    ...config,
  });
}

const TESTS = 'node --test && python3 -c "import test_odd; test_odd.test_odd()"';
const USUAL = 'usual';
const SCRIPT_RAN = 'test -e node_modules/evenly/script-ran';

async function main(at: Machine) {
  return (await at.open({ repository, ref: 'main' })).tree;
}

describe('the dependencies of a repository', () => {
  it('are named by detection, each package manager with its command', async () => {
    const at = machine();
    const { install } = await at.detect({ repository, tree: await main(at) });
    expect(install?.map(({ manager }) => manager)).toEqual(['npm', 'pip']);
    expect(install?.[0]?.command).toBe('npm ci --no-audit --no-fund --ignore-scripts');
  });

  it('are installed over the registries of the policy, and found by tests that have no network', async () => {
    const at = machine();
    const tree = await main(at);
    const installed = await at.install({ repository, tree });
    expect(installed).toMatchObject({
      packages: [{ manager: 'npm' }, { manager: 'pip' }],
      tree,
    });
    expect(registry.requests).toContain('/evenly/-/evenly-1.0.0.tgz');
    expect(registry.requests).toContain('/files/oddly-1.0.0-py3-none-any.whl');
    registry.requests.length = 0;
    for (const fresh of [false, true]) {
      const tested = await at.run({ repository, tree, command: TESTS, fresh });
      expect(tested.excerpt).toContain('two is even');
      expect(tested).toMatchObject({ exitCode: 0, tree });
    }
    const asked = await at.run({
      repository,
      tree,
      command: `npm view evenly --fetch-retries=0; echo asked`,
    });
    expect(asked.excerpt).toContain('asked');
    expect(registry.requests).toEqual([]);
  });

  it('are fetched once for all tasks of a repository, and again only when a manifest changes', async () => {
    const first = machine({}, USUAL);
    const tree = await main(first);
    await first.install({ repository, tree });
    const asked = registry.requests.length;
    const second = machine({}, USUAL);
    expect((await second.install({ repository, tree })).packages).toHaveLength(2);
    expect((await second.run({ repository, tree, command: TESTS })).exitCode).toBe(0);
    expect(registry.requests).toHaveLength(asked);
    const changed = await second.writeFiles({
      repository,
      tree,
      files: [{ path: 'requirements.txt', content: 'oddly>=1.0.0\n' }],
    });
    expect((await second.run({ repository, tree: changed.tree, command: TESTS })).exitCode).toBe(0);
    expect(registry.requests.length).toBeGreaterThan(asked);
  });

  it('are there on a machine that takes over, though another one installed them', async () => {
    const one = machine({}, USUAL);
    const tree = await main(one);
    await one.install({ repository, tree });
    const other = machine();
    expect((await other.run({ repository, tree, command: TESTS })).exitCode).toBe(0);
  });

  it('bring no script of theirs to run, unless their repository is named', async () => {
    const closed = machine({}, USUAL);
    const tree = await main(closed);
    expect((await closed.run({ repository, tree, command: SCRIPT_RAN })).exitCode).toBe(1);
    const open = machine({ installScripts: ['acme/*'] });
    expect((await open.run({ repository, tree, command: SCRIPT_RAN })).exitCode).toBe(0);
  });

  it('cannot be changed in the cache by what is tested', async () => {
    const at = machine({}, USUAL);
    const tree = await main(at);
    const command = `${TESTS} && echo 'def is_odd(n): return True' > "$PATCHWRIGHT_PACKAGES/oddly.py"`;
    const tried = await at.run({ repository, tree, command });
    expect(tried.exitCode).not.toBe(0);
    expect(tried.excerpt).toContain('Read-only');
  });

  it('have programs of the repository itself among them, which become executable for commands and stay plain files in the tree', async () => {
    const greet = "#!/usr/bin/env node\nconsole.log('hello from a program');\n";
    const manifest = { name: 'greet', version: '1.0.0', bin: { greet: 'greet.js' } };
    const dependencies = { greet: 'file:greet' };
    await bench.host.commit('own-program', {
      'package.json': JSON.stringify({ name: 'greeter', version: '1.0.0', dependencies }),
      'package-lock.json': JSON.stringify({
        name: 'greeter',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'greeter', version: '1.0.0', dependencies },
          greet: { version: '1.0.0', bin: manifest.bin },
          'node_modules/greet': { resolved: 'greet', link: true },
        },
      }),
      'greet/package.json': JSON.stringify(manifest),
      'greet/greet.js': greet,
    });
    const at = machine();
    const { tree } = await at.open({ repository, ref: 'own-program' });
    for (const fresh of [false, false, true]) {
      const ran = await at.run({ repository, tree, command: 'node_modules/.bin/greet', fresh });
      expect(ran.excerpt).toContain('hello from a program');
      expect(ran).toMatchObject({ exitCode: 0, tree });
    }
    const content = `${greet}// More.\n`;
    const written = await at.writeFiles({
      repository,
      tree,
      files: [{ path: 'greet/greet.js', content }],
    });
    const command = 'echo "// More." >> greet/greet.js && node_modules/.bin/greet';
    expect(await at.run({ repository, tree, command })).toMatchObject({
      exitCode: 0,
      tree: written.tree,
    });
    const marked = await at.run({ repository, tree, command: 'chmod +x package.json' });
    expect(marked.tree).not.toBe(tree);
  });

  it('that a registry outside the policy has are not installed, and the host is named', async () => {
    const at = machine({ registries: ['registry.example'] });
    const tree = await main(at);
    const refused = await at.install({ repository, tree }).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(NeedsHuman);
    expect(String(refused)).toContain(`does not let through: ${registry.host}`);
    expect(registry.requests).toEqual([]);
    const tested = await at.run({ repository, tree, command: TESTS });
    expect(tested.exitCode).not.toBe(0);
    expect(tested.excerpt).toContain('The dependencies could not be installed by: npm ci');
  });

  it('are left alone where no registry may be reached, and it says so', async () => {
    const at = machine({ registries: [] });
    const tree = await main(at);
    const { packages, skipped } = await at.install({ repository, tree });
    expect(packages).toEqual([]);
    expect(skipped).toContain('PATCHWRIGHT_REGISTRIES');
    expect(registry.requests).toEqual([]);
  });
});
