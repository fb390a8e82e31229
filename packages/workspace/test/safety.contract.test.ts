import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Terminal } from '@patchwright/faults';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, context, type Machine, openBench, REPOSITORY } from './bench.ts';

const repository = REPOSITORY;
const AUTHOR = { name: 'Patchwright', email: 'patchwright@example.com' };
const DATE = '2026-11-20T10:00:00Z';

let bench: Bench;
let machine: Machine;
let machines = 0;
let tree: string;
let commit: string;

beforeAll(async () => {
  bench = await openBench();
  await bench.host.commit('main', {
    'README.md': 'shop\n',
    'src/cart.js': 'export const total = 1;\n',
    link: { link: '/etc/passwd' },
    folder: { link: 'src' },
  });
});
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  machines += 1;
  machine = bench.machine(`machine-${machines}`);
  ({ tree, commit } = await machine.open({ repository, ref: 'main' }));
});

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Command lines of all processes that run now. */
async function processes(): Promise<readonly string[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    names.map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.map((line) => line.replaceAll('\0', ' '));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true in 10 s');
    await pause(20);
  }
}

async function textsBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((name) => name.isFile());
  const texts = await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  return texts.join('\n');
}

describe('credentials', () => {
  it('appear in no argument, no file and no message', async () => {
    const wrapped = join(bench.folder, 'wrapped');
    const calls = join(bench.folder, 'calls.txt');
    await mkdir(wrapped);
    // Stands before git on the PATH and notes how it is called.
    await writeFile(
      join(wrapped, 'git'),
      `#!/bin/sh\nprintf '%s\\n' "$*" >> ${calls}\nPATH=/usr/local/bin:/usr/bin:/bin exec git "$@"\n`,
    );
    await chmod(join(wrapped, 'git'), 0o755);
    const other = bench.machine('canary', { tools: { path: [wrapped] } });
    const base = await other.open({ repository, ref: 'main' });
    const files = [{ path: 'new.txt', content: 'new\n' }];
    const written = await other.writeFiles({ repository, tree: base.tree, files });
    const { sha } = await other.commit({
      repository,
      tree: written.tree,
      parent: base.commit,
      message: 'feat: new',
      author: AUTHOR,
      date: DATE,
    });
    const push = { key: 'k', repository, branch: 'agent/canary', sha, expect: null };
    const messages: string[] = [];
    for (const status of [401, 403, 404, 500]) {
      bench.host.failure = { status };
      await other.push(push).catch((thrown) => messages.push(describeFault(thrown)));
      await other
        .open({ repository, ref: 'main' })
        .catch((thrown) => messages.push(describeFault(thrown)));
    }
    bench.host.failure = undefined;
    expect(messages).toHaveLength(8);
    await other.push(push);
    const environment = await other.run({
      repository,
      tree,
      command: 'env; cat /proc/self/environ',
    });
    messages.push(environment.excerpt);

    const called = await readFile(calls, 'utf8');
    expect(called).toContain('push');
    const everything = [
      called,
      ...messages,
      await textsBelow(other.root),
      await textsBelow(join(bench.folder, 'checkpoints')),
    ].join('\n');
    const { token } = bench.host;
    for (const form of [token, Buffer.from(`x-access-token:${token}`).toString('base64')]) {
      expect(everything.includes(form)).toBe(false);
    }
  });

  it('are refused in an address', async () => {
    for (const url of [`http://user:${bench.host.token}@127.0.0.1/x.git`, 'ssh://git@host/x.git']) {
      const other = bench.machine('address', { remote: () => ({ url }) });
      const opened = other.open({ repository, ref: 'main' });
      await expect(opened).rejects.toThrow(Terminal);
      await expect(opened).rejects.not.toThrow(bench.host.token);
    }
  });

  function describeFault(thrown: unknown): string {
    if (!(thrown instanceof Error)) return String(thrown);
    const { cause } = thrown;
    return [
      thrown.message,
      thrown.stack,
      JSON.stringify(thrown),
      cause instanceof Error ? describeFault(cause) : '',
    ].join('\n');
  }
});

describe('hooks', () => {
  it('of a repository or of whatever a command leaves behind never run', async () => {
    const marker = join(bench.folder, 'hook-ran');
    const hook = `#!/bin/sh\ntouch ${marker}\n`;
    const hooks = join(machine.root, 'mirrors', 'acme+shop.git', 'hooks');
    await mkdir(hooks, { recursive: true });
    for (const name of [
      'pre-push',
      'post-checkout',
      'reference-transaction',
      'post-index-change',
    ]) {
      await writeFile(join(hooks, name), hook);
      await chmod(join(hooks, name), 0o755);
    }
    const planted = await machine.run({
      repository,
      tree,
      command: `git init -q . && printf '%s' '${hook}' > .git/hooks/post-checkout && chmod +x .git/hooks/post-checkout && git config core.fsmonitor 'touch ${marker}' && echo '* filter=evil' > .gitattributes && git config filter.evil.clean 'touch ${marker}'`,
    });
    await machine.run({ repository, tree: planted.tree, command: 'true' });
    const { sha } = await machine.commit({
      repository,
      tree: planted.tree,
      parent: commit,
      message: 'feat: planted',
      author: AUTHOR,
      date: DATE,
    });
    await machine.push({ key: 'k', repository, branch: 'agent/hooks', sha, expect: null });
    expect(await exists(marker)).toBe(false);
  });
});

describe('paths', () => {
  it.each([
    '../outside.txt',
    'src/../../outside.txt',
    '/etc/passwd',
    'C:/windows/x',
    '.git/config',
    'src/.GIT/hooks/pre-push',
    'git~1/config',
    '.git\u200c/config',
    'src\\..\\x',
    'src//x',
    './src/x',
    'a\nb',
    '',
    'link',
    'folder/new.js',
    'README.md/below',
    'src',
  ])('%j is refused for writing, saying why', async (path) => {
    const write = machine.writeFiles({ repository, tree, files: [{ path, content: 'x' }] });
    await expect(write).rejects.toThrow(Terminal);
    await expect(write).rejects.toThrow(/^(The path |")/);
  });
});

describe('a command', () => {
  it('finds nothing of our environment in its own', async () => {
    process.env.PATCHWRIGHT_TEST_CANARY = 'leaked';
    const { excerpt } = await machine.run({
      repository,
      tree,
      command: 'env | cut -d= -f1 | sort',
    });
    expect(excerpt.split('\n').filter((name) => !/^(PWD|OLDPWD|SHLVL|_)$/.test(name))).toEqual([
      'CI',
      'GIT_CEILING_DIRECTORIES',
      'GIT_CONFIG_NOSYSTEM',
      'HOME',
      'LANG',
      'PATCHWRIGHT_SANDBOX',
      'PATH',
      'PYTHONDONTWRITEBYTECODE',
      'TMPDIR',
      'TZ',
      'npm_config_fund',
      'npm_config_update_notifier',
    ]);
    const home = await machine.run({
      repository,
      tree,
      command: 'ls -A "$HOME" "$TMPDIR" | wc -w; git log 2>&1 || true',
    });
    expect(home.excerpt).toContain('not a git repository');
  });

  it('is stopped at its time limit with everything it started, whatever group that is in', async () => {
    const started = Date.now();
    const result = await machine.run({
      repository,
      tree,
      command:
        'sleep 7001 & setsid sleep 7002 & (trap "" TERM; sleep 7003) & echo begun; sleep 7004',
      timeoutMs: 700,
    });
    expect(result).toMatchObject({ timedOut: true, exitCode: 137 });
    expect(result.excerpt).toContain('begun');
    expect(result.excerpt).toContain('stopped after its time limit of 0.7 s');
    expect(Date.now() - started).toBeLessThan(8_000);
    await until(async () => !(await processes()).some((line) => /sleep 700\d/.test(line)));
  });

  it('ends with its shell: what it left running in the background is gone', async () => {
    const started = Date.now();
    const result = await machine.run({
      repository,
      tree,
      command: 'setsid sleep 7005 & echo done',
    });
    expect(result).toMatchObject({ exitCode: 0, timedOut: false, excerpt: 'done' });
    expect(Date.now() - started).toBeLessThan(8_000);
    await until(async () => !(await processes()).some((line) => line.includes('sleep 7005')));
  });

  it('stops when the run is aborted', async () => {
    const controller = new AbortController();
    const running = machine.port.reads.run(
      { repository, tree, command: 'sleep 7006' },
      context(controller.signal),
    );
    running.catch(() => undefined);
    await until(async () => (await processes()).some((line) => line.includes('sleep 7006')));
    controller.abort(new Error('overtaken'));
    await expect(running).rejects.toThrow('overtaken');
    await until(async () => !(await processes()).some((line) => line.includes('sleep 7006')));
  });

  it('keeps head and tail of an endless output', async () => {
    const small = bench.machine('small', { limits: { outputBytes: 100_000 } });
    const result = await small.run({
      repository,
      tree,
      command: 'echo first; head -c 5000000 /dev/zero | tr "\\0" x; echo; echo last',
    });
    const kept = bench.outputs.get(result.output?.ref ?? '') ?? '';
    expect(kept.length).toBeLessThan(101_000);
    expect(kept.startsWith('first\n')).toBe(true);
    expect(kept.endsWith('last\n')).toBe(true);
    expect(kept).toMatch(/… \d+ bytes left out …/);
  });

  it('may not write files without end, and repairs nothing of ours when it wrecks its folder', async () => {
    const small = bench.machine('wreck', { limits: { fileMb: 1 } });
    const big = await small.run({ repository, tree, command: 'head -c 9000000 /dev/zero > big' });
    expect(big.exitCode).not.toBe(0);
    await small.run({
      repository,
      tree,
      command: 'rm -rf src && ln -s /etc src && mkdir -p README && chmod 000 README',
    });
    const after = await small.run({ repository, tree, command: 'cat src/cart.js' });
    expect(after).toMatchObject({ excerpt: 'export const total = 1;', tree });
  });

  it('runs beside others on the same repository, each in a tree of its own', async () => {
    const results = await Promise.all(
      [1, 2, 3].map((number) =>
        machine.run({ repository, tree, command: `echo ${number} > own; sleep 0.2; cat own` }),
      ),
    );
    expect(results.map((result) => result.excerpt)).toEqual(['1', '2', '3']);
  });

  it('finds the packages that lie above its tree', async () => {
    const packages = join(bench.folder, 'packages', 'node_modules');
    await mkdir(join(packages, '.bin'), { recursive: true });
    await mkdir(join(packages, 'greeting'));
    await writeFile(join(packages, 'greeting', 'index.js'), 'module.exports = "hello";\n');
    await writeFile(join(packages, '.bin', 'greet'), '#!/bin/sh\necho greeted\n');
    await chmod(join(packages, '.bin', 'greet'), 0o755);
    const other = bench.machine('packages', {
      tools: { path: [join(process.execPath, '..')], nodeModules: packages },
    });
    const result = await other.run({
      repository,
      tree,
      command: `node -e 'console.log(require("greeting"))' && npx greet`,
      fresh: true,
    });
    expect(result.excerpt).toBe('hello\ngreeted');
  });

  it('in bubblewrap sees neither network nor foreign files, and where there is no bubblewrap the demand is refused', async () => {
    const folders = (process.env.PATH ?? '').split(':');
    const holding = await Promise.all(folders.map((folder) => exists(join(folder, 'bwrap'))));
    const path = [join(process.execPath, '..'), ...folders.filter((_folder, at) => holding[at])];
    const closed = bench.machine('closed', { sandbox: 'bubblewrap', tools: { path } });
    const secret = join(bench.folder, 'secret.txt');
    await writeFile(secret, 'canary');
    const result = await closed
      .run({
        repository,
        tree,
        command: `echo made > made; cat ${secret}; ls ${closed.root}/mirrors; id -u; node -e "fetch('${bench.host.url}').catch(() => console.log('no network'))"`,
      })
      .catch((thrown) => String(thrown));
    if (typeof result === 'string') {
      expect(result).toMatch(/Nothing of a repository is run.*bwrap (was not found|does not work)/);
      return;
    }
    expect(result.excerpt).not.toContain('canary');
    expect(result.excerpt).not.toContain('acme+shop');
    expect(result.excerpt).toContain('1000');
    expect(result.excerpt).toContain('no network');
    expect(await closed.readFile({ repository, tree: result.tree, path: 'made' })).toBe('made\n');
    const endless = await closed.run({ repository, tree, command: 'sleep 7007', timeoutMs: 500 });
    expect(endless.timedOut).toBe(true);
    await until(async () => !(await processes()).some((line) => line.includes('sleep 7007')));
  });
});
