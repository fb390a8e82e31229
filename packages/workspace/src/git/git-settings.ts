import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM_PATH, type WorkspaceConfig } from '../config.ts';
import type { GitSettings } from './git.ts';

/**
 * What tools leave behind in a work tree whether or not the repository ignores it.
 * It concerns untracked files only: a repository that keeps such a file keeps it.
 */
const DROPPINGS = [
  'node_modules',
  '__pycache__/',
  '*.pyc',
  '.pytest_cache/',
  '.mypy_cache/',
  '.ruff_cache/',
  '.hypothesis/',
  '.tox/',
  '.venv/',
  'venv/',
  '*.egg-info/',
  '.coverage',
  '.nyc_output/',
  '.turbo/',
  '.gradle/',
  '.eslintcache',
  '*.tsbuildinfo',
  '.DS_Store',
  'npm-debug.log*',
];

/**
 * The settings of every git call: nothing of the system's or a user's configuration, no hooks, no helpers,
 * no prompts, no protocol but those that a call allows.
 */
export async function gitSettings(config: WorkspaceConfig): Promise<GitSettings> {
  const home = join(config.root, 'home');
  const excludes = join(home, 'droppings');
  // Nobody else on the machine reads what lies below.
  await mkdir(config.root, { recursive: true, mode: 0o700 });
  await mkdir(home, { recursive: true });
  await writeFile(excludes, `${DROPPINGS.join('\n')}\n`);
  return {
    env: {
      PATH: [...config.tools.path, ...SYSTEM_PATH].join(':'),
      HOME: home,
      LC_ALL: 'C',
      TZ: 'UTC',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      ...config.gitEnv,
    },
    config: [
      ['core.hooksPath', '/dev/null'],
      ['core.attributesFile', '/dev/null'],
      ['core.excludesFile', excludes],
      ['core.fsmonitor', 'false'],
      ['core.autocrlf', 'false'],
      ['core.quotePath', 'false'],
      ['core.logAllRefUpdates', 'false'],
      ['core.protectNTFS', 'true'],
      ['core.protectHFS', 'true'],
      ['credential.helper', ''],
      ['commit.gpgSign', 'false'],
      ['push.gpgSign', 'false'],
      ['push.recurseSubmodules', 'no'],
      ['submodule.recurse', 'false'],
      ['fetch.recurseSubmodules', 'no'],
      ['safe.directory', '*'],
      // Objects that only a run knows are reachable from no reference: nothing may collect them.
      ['gc.auto', '0'],
      ['maintenance.auto', 'false'],
      ['protocol.allow', 'never'],
      ['http.lowSpeedLimit', '1000'],
      ['http.lowSpeedTime', '60'],
    ],
  };
}
