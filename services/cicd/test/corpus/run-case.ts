import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LoggedStep } from './as-actions-log.ts';
import type { RunCase } from './case.ts';
import type { ToolSet } from './tool-sets.ts';

/** A case that was run: its steps, and the place of the one that ended the job. */
export interface Outcome {
  readonly steps: readonly LoggedStep[];
  readonly failedStep: string | undefined;
  /** Whether the job passes once the fix was run, where there is one. */
  readonly mended: boolean | undefined;
}

/** Runs a case's job in a folder of its own with nothing in the environment but what a runner sets. */
export function runCase(one: RunCase, tools: ToolSet, cache: string): Outcome {
  const root = mkdtempSync(join(tmpdir(), 'corpus-'));
  const folder = join(root, 'shop');
  try {
    lay(folder, one.files);
    if (tools.nodeModules !== undefined) {
      symlinkSync(tools.nodeModules, join(folder, 'node_modules'), 'dir');
    }
    const environment = environmentOf(one, tools, root, cache);
    if (one.before !== undefined) run(one.before, folder, root, environment);
    const places = replacements(root, tools, cache);
    const steps: LoggedStep[] = [];
    let failedStep: string | undefined;
    for (const step of one.steps) {
      if (failedStep !== undefined && step.always !== true) continue;
      const { output, code } = run(step.run, folder, root, environment);
      steps.push({ run: step.run, output: anywhere(output, places), ended: code });
      if (code !== 0 && step.tolerated !== true) failedStep ??= step.run;
    }
    const fix = one.verdict.fix ?? undefined;
    const passes = ({ run: script, tolerated }: RunCase['steps'][number]) =>
      run(script, folder, root, environment).code === 0 || tolerated === true;
    const mended =
      fix === undefined
        ? undefined
        : run(fix, folder, root, environment).code === 0 && one.steps.every(passes);
    return { steps, failedStep, mended };
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function lay(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function run(
  script: string,
  cwd: string,
  root: string,
  env: Readonly<Record<string, string>>,
): { readonly output: string; readonly code: number } {
  const file = join(root, 'step.sh');
  writeFileSync(file, `${script}\n`);
  // One pipe for both streams, so that lines keep their order; one that /dev/stderr can be opened on.
  const piped = `bash --noprofile --norc -e "$0" 2>&1 | cat; exit "\${PIPESTATUS[0]}"`;
  const ended = spawnSync('bash', ['-c', piped, file], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: 300_000,
  });
  if (ended.error) throw ended.error;
  return { output: ended.stdout, code: ended.status ?? 137 };
}

function environmentOf(
  one: RunCase,
  tools: ToolSet,
  root: string,
  cache: string,
): Readonly<Record<string, string>> {
  const home = join(root, 'home');
  mkdirSync(home, { recursive: true });
  const kept = ['PIP_CERT', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'RUSTUP_HOME'];
  const inherited = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup'),
    CARGO_HOME: join(cache, 'cargo'),
    GOCACHE: join(cache, 'go-build'),
    GOMODCACHE: join(cache, 'go-mod'),
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    MAVEN_OPTS: `-Dmaven.repo.local=${join(cache, 'maven')}`,
    PATH: `${tools.bin}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    HOME: home,
    LANG: 'C.UTF-8',
    CI: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    npm_config_update_notifier: 'false',
    npm_config_cache: join(cache, 'npm'),
    ...one.env,
  };
}

/** Places of this machine, longest first, by what a runner of Actions would have there. */
function replacements(
  root: string,
  tools: ToolSet,
  cache: string,
): readonly (readonly [string, string])[] {
  const known: (readonly [string, string])[] = [
    [join(root, 'shop'), '/home/runner/work/shop/shop'],
    [join(root, 'home'), '/home/runner'],
    [join(root, 'step.sh'), '/home/runner/work/_temp/step.sh'],
    [root, '/home/runner/work/_temp'],
    [cache, '/home/runner/.cache'],
    [dirname(tools.bin), '/opt/hostedtoolcache/tools'],
    [dirname(dirname(process.execPath)), '/opt/hostedtoolcache/node/24.21.0/x64'],
    [homedir(), '/home/runner'],
    ...(tools.nodeModules === undefined
      ? []
      : [[tools.nodeModules, '/home/runner/work/shop/shop/node_modules'] as const]),
  ];
  return known.sort(([a], [b]) => b.length - a.length);
}

const TOOLS = /(?:\.\.\/)+[\w.-]+\/(?:node|python)-\w+\//g;
const REGISTRIES =
  /\b(registry\.npmjs\.org|files\.pythonhosted\.org|pypi\.org|proxy\.golang\.org|deb\.debian\.org|repo\.maven\.apache\.org|repo1\.maven\.org|index\.crates\.io|static\.crates\.io)/g;

function anywhere(output: string, places: readonly (readonly [string, string])[]): string {
  const moved = places.reduce((text, [from, to]) => text.replaceAll(from, to), output);
  return moved.replace(TOOLS, '').replace(REGISTRIES, 'packages.example');
}
