import { dirname } from 'node:path/posix';
import type { Toolchain } from './workspace.ts';

/** A command that tests one package of a repository, to be run at the repository's root. */
export interface PackageTests {
  /** The package's folder; '' is the root. */
  readonly folder: string;
  readonly command: string;
}

/** Which file makes a folder a package of a runner's ecosystem, and how one package is tested from the root. */
interface Ecosystem {
  readonly runners: readonly string[];
  readonly manifest: string;
  readonly command: (folder: string, testCommand: string) => string;
}

function quoted(text: string): string {
  return /^[\w@./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const SCRIPT = /^(npm|pnpm|yarn)( run)? test$/;

const ECOSYSTEMS: readonly Ecosystem[] = [
  {
    runners: ['vitest', 'jest', 'mocha', 'node:test', 'npm', 'pnpm', 'yarn'],
    manifest: 'package.json',
    command(folder, testCommand) {
      const manager = SCRIPT.exec(testCommand)?.[1];
      if (manager === 'npm') return `npm test --workspace ${quoted(`./${folder}`)}`;
      if (manager === 'pnpm') return `pnpm --filter ${quoted(`./${folder}`)} test`;
      return `cd ${quoted(folder)} && ${testCommand}`;
    },
  },
  {
    runners: ['go test'],
    manifest: 'go.mod',
    command: (folder) => `cd ${quoted(folder)} && go test -v ./...`,
  },
  {
    runners: ['cargo test'],
    manifest: 'Cargo.toml',
    command: (folder) => `cargo test --manifest-path ${quoted(`${folder}/Cargo.toml`)}`,
  },
  {
    runners: ['maven'],
    manifest: 'pom.xml',
    command: (folder, testCommand) => `${testCommand} --projects ${quoted(folder)} --also-make`,
  },
];

/** The nearest folder above a path that is a package, '' for the root. */
function packageOf(path: string, packages: ReadonlySet<string>): string {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (packages.has(folder)) return folder;
  }
  return '';
}

function ecosystemOf(runner: string | null): Ecosystem | undefined {
  return ECOSYSTEMS.find(({ runners }) => runners.includes(runner ?? ''));
}

/** The folders below the root that are packages of their own for a runner. */
export function packageFolders(runner: string | null, paths: readonly string[]): readonly string[] {
  const manifest = ecosystemOf(runner)?.manifest;
  if (manifest === undefined) return [];
  return paths
    .filter((path) => path.endsWith(`/${manifest}`) && !/(^|\/)node_modules\//.test(path))
    .map((path) => dirname(path));
}

/**
 * The commands that test just the packages in which something changed: npm's and pnpm's workspaces, Go's modules,
 * Cargo's workspaces, Maven's modules. A change outside every package, of which all may depend, calls for the whole suite;
 * so does a repository that is one package. Empty where there are no tests.
 */
export function affectedTests(
  toolchain: Pick<Toolchain, 'runner' | 'testCommand' | 'packages'>,
  changed: readonly string[],
): readonly PackageTests[] {
  const { runner, testCommand } = toolchain;
  if (testCommand === null) return [];
  const whole = [{ folder: '', command: testCommand }];
  const ecosystem = ecosystemOf(runner);
  if (ecosystem === undefined) return whole;
  const packages = new Set(toolchain.packages);
  const touched = new Set(changed.map((path) => packageOf(path, packages)));
  if (packages.size === 0 || touched.size === 0 || touched.has('')) return whole;
  return [...touched].sort().map((folder) => ({
    folder,
    command: ecosystem.command(folder, testCommand),
  }));
}
