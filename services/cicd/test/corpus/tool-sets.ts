import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NPM_SETS = {
  'node-new': {
    '@biomejs/biome': '2.6.8',
    '@eslint/js': '10.0.1',
    eslint: '10.15.0',
    jest: '30.5.2',
    mocha: '12.0.3',
    pnpm: '10.34.8',
    prettier: '3.10.1',
    typescript: '5.9.3',
    'typescript-eslint': '8.73.0',
    vitest: '5.1.1',
  },
  'node-old': {
    '@biomejs/biome': '1.9.4',
    eslint: '8.57.1',
    jest: '29.7.0',
    mocha: '10.8.2',
    prettier: '2.8.8',
    typescript: '4.9.5',
    vitest: '2.1.9',
  },
  'node-ts7': { typescript: '7.0.2' },
} as const;

const PYTHON_SETS = {
  'python-new': {
    bandit: '1.9.4',
    black: '26.10.1',
    flake8: '7.5.0',
    isort: '9.0.2',
    mypy: '2.4.1',
    'pre-commit': '4.7.0',
    pylint: '4.1.4',
    pytest: '9.2.0',
    ruff: '0.17.5',
  },
  'python-old': {
    black: '22.12.0',
    isort: '5.12.0',
    mypy: '1.4.1',
    pytest: '7.4.4',
    ruff: '0.1.15',
  },
} as const;

const SYSTEM_TOOLS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  bash: ['bash', '--version'],
  cargo: ['cargo', '--version'],
  clippy: ['cargo', 'clippy', '--version'],
  git: ['git', '--version'],
  go: ['go', 'version'],
  javac: ['javac', '-version'],
  maven: ['mvn', '--version'],
  node: [process.execPath, '--version'],
  npm: ['npm', '--version'],
  pip: ['python3', '-m', 'pip', '--version'],
  python: ['python3', '--version'],
  rustfmt: ['cargo', 'fmt', '--version'],
};

/** Tools of one time, installed together; `system` is what the machine has on PATH. */
export type ToolSetName = keyof typeof NPM_SETS | keyof typeof PYTHON_SETS | 'system';

/** A set of tools that is installed. */
export interface ToolSet {
  /** Put before PATH. */
  readonly bin: string;
  /** A `node_modules` folder that a case's folder links to. */
  readonly nodeModules?: string;
}

/** Installs the pinned versions under `root`, unless they are there already, and says where they are. */
export function installTools(root: string, name: ToolSetName): ToolSet {
  if (name === 'system') return { bin: dirname(process.execPath) };
  const folder = join(root, name);
  if (name in NPM_SETS) {
    if (!existsSync(join(folder, 'node_modules', '.bin'))) {
      mkdirSync(folder, { recursive: true });
      const dependencies = NPM_SETS[name as keyof typeof NPM_SETS];
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
      execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: folder,
        stdio: 'inherit',
      });
    }
    return {
      bin: join(folder, 'node_modules', '.bin'),
      nodeModules: join(folder, 'node_modules'),
    };
  }
  if (!existsSync(join(folder, 'bin', 'pytest'))) {
    const pinned = Object.entries(PYTHON_SETS[name as keyof typeof PYTHON_SETS]);
    const wanted = pinned.map(([tool, version]) => `${tool}==${version}`);
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', ...wanted], {
      stdio: 'inherit',
    });
  }
  return { bin: join(folder, 'bin') };
}

/** The version of a tool in a set: the pinned one, or what the machine's own says of itself. */
export function versionOf(name: ToolSetName, tool: string): string {
  const sets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...NPM_SETS,
    ...PYTHON_SETS,
  };
  const pinned = sets[name]?.[tool === 'biome' ? '@biomejs/biome' : tool];
  if (pinned !== undefined) return pinned;
  const asked = SYSTEM_TOOLS[tool];
  if (asked === undefined) throw new TypeError(`nobody knows how to ask ${tool} for its version`);
  const [file, ...args] = asked;
  const said = execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return /\d+\.\d+(\.\d+)?/.exec(said)?.[0] ?? said.trim();
}
