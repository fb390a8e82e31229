import { affectedTests } from '../affected-tests.ts';
import { detectToolchain } from '../detect/detect-toolchain.ts';
import { firstTest } from '../first-test.ts';
import type { Toolchain } from '../workspace.ts';
import { SAMPLES, type Sample, SEVERAL, WITHOUT_TESTS } from './samples.ts';

function detect(files: Sample['files']): Promise<Toolchain> {
  return detectToolchain({
    paths: Object.keys(files).sort(),
    read: async (path) => files[path] ?? null,
  });
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A command as a table shows it: what is longer than a line is told by its last one. */
function shown(command: string): string {
  const line = command.trim().split('\n').at(-1) ?? '';
  return code(line.replace(/ --(no-audit|no-fund|disable-pip-version-check|no-input)/g, ''));
}

async function recognised(): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const { title, files, counts } of SAMPLES) {
    const { testCommand, install } = await detect(files);
    const names = Object.keys(files).map(code).join(', ');
    const installs = install?.map(({ command }) => shown(command)).join(', ') ?? 'nothing';
    rows.push(row(title, names, code(testCommand ?? ''), counts, installs));
  }
  return rows;
}

async function severalPackages(): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const { title, files } of SEVERAL) {
    const toolchain = await detect(files);
    const [only] = affectedTests(toolchain, ['packages/a/x']);
    rows.push(row(title, code(toolchain.testCommand ?? ''), code(only?.command ?? '')));
  }
  return rows;
}

async function firstTests(): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const [language, files] of Object.entries(WITHOUT_TESTS)) {
    const proposal = firstTest(await detect(files));
    if (proposal === undefined) continue;
    const needs = proposal.needs.length === 0 ? 'nothing' : proposal.needs.map(code).join(', ');
    rows.push(row(language, proposal.runner, code(proposal.file), code(proposal.command), needs));
  }
  return rows;
}

/** The reference of toolchains: what detection, installation and proposals come to on the smallest repositories. */
export async function toolchainsMarkdown(): Promise<string> {
  return `${[
    '# Toolchains',
    '',
    '<!-- Written by `npm run docs` from what the program finds in the smallest repositories. -->',
    '',
    'How a repository is tested, and what is installed for it, is read from its files. Where a repository has several',
    'ecosystems, the tests of the one with most files stand for it; dependencies are installed for all.',
    '',
    '## Test runners',
    '',
    row('runner', 'recognised by', 'the suite is run by', 'counts are read from', 'installed by'),
    row('---', '---', '---', '---', '---'),
    ...(await recognised()),
    '',
    'A runner without a `test` script is recognised by its package or its configuration. Lint, type and format checks are those',
    'that the repository configures or runs in its workflows: ESLint, Prettier, Biome, tsc, Ruff, Black, isort, flake8, mypy, gofmt, go vet,',
    'rustfmt, clippy, RuboCop.',
    '',
    'Tests are counted one by one, so that a test which is gone is missed. Go names its tests only with `-v`, so that is how its suite is',
    'run; a plan that runs it without `-v` has packages counted.',
    '',
    '## Several packages in one repository',
    '',
    "A step's test is run by the package in which its file lies, unless the plan names a command; the whole suite is run as well.",
    '',
    row('', 'the whole suite', 'the package `packages/a`'),
    row('---', '---', '---'),
    ...(await severalPackages()),
    '',
    '## A repository without tests',
    '',
    'gets its first one. This is what the planner and the executor propose to the model:',
    '',
    row('most files are', 'runner', 'file', 'command', 'has to be added'),
    row('---', '---', '---', '---', '---'),
    ...(await firstTests()),
    '',
    '## Dependencies',
    '',
    'Dependencies are installed before the tests run for the first time, and again only when a manifest or a lock file changes.',
    'See [Run code in a sandbox](../how-to/run-code-in-a-sandbox.md#dependencies) for the registries, the cache and install scripts.',
    'Without registries nothing is installed: commands find what the machine has.',
    '',
    '## How it is tested',
    '',
    'Each of these is played from a ticket to green checks, with the real tools, on a tiny repository with a bug in it:',
    '',
    '- by `npm test`: node:test, Vitest, Jest, workspaces of npm and pnpm, pytest, Cargo, a repository without tests, and one with',
    '  a test that failed before;',
    '- by `npm test -- ecosystems`: Mocha, workspaces of yarn 1, yarn 4, unittest, Go, Maven with JUnit, Gradle with JUnit, RSpec with',
    '  Bundler, and PHPUnit with Composer. A tool that the machine lacks fails its row, with how to get it.',
    '',
    'Installations are run for real, with a registry on the same machine and no other network: with npm, pip, pnpm, yarn 1, Go and Cargo by',
    '`npm test`; with Maven, yarn 4, Bundler and Composer by `npm test -- ecosystems`, in the rows above. Those registries are filled from',
    'what the machine has: by its Maven, with the gems of its RSpec, with its PHPUnit.',
    '',
    '## What is not tested with the real tool',
    '',
    '- **Gradle, what is installed for it.** Its row runs Gradle 4.4.1, the newest that Debian has, with libraries of the machine. A newer one',
    '  is had from its own site only. To find without a network what was installed, Gradle has to be of version 6.2 or newer; a wrapper finds',
    '  its Gradle with any version.',
    '- **.NET.** No package registry that the tests may use has its SDK. Recorded outputs in its form are read.',
  ].join('\n')}\n`;
}
