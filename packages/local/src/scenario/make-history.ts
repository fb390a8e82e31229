import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../toolchain/run-command.ts';
import type { Scenario } from './scenario.ts';

/** Where the outside world takes a story's repository from. */
export type StorySource =
  | { readonly path: string }
  | { readonly url: string }
  | { readonly bare: string };

/**
 * Makes a plain folder into a bare repository below `folder`, with the commits that the story tells; the last one takes every file
 * not yet named. A repository with a history of its own is taken as it is. Rejects with git's words when a path does not exist.
 */
export async function storySource(
  scenario: Pick<Scenario, 'name' | 'repository' | 'repositoryPath'>,
  folder: string,
  searchPath: string,
): Promise<StorySource> {
  const { repository, repositoryPath: path } = scenario;
  if (path === undefined) return { url: repository.url ?? '' };
  if (await isRepository(path)) return { path };
  const gitDir = join(folder, `${scenario.name}.git`);
  const home = join(folder, 'home');
  await rm(gitDir, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const env = {
    PATH: searchPath,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const git = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    run('git', [`--git-dir=${gitDir}`, `--work-tree=${path}`, ...args], {
      cwd: path,
      env: { ...env, ...more },
    });
  await run('git', ['init', '--quiet', '--bare', `--initial-branch=${repository.base}`, gitDir], {
    env,
  });
  const commits = repository.history.length > 0 ? repository.history : [IMPORT];
  let parent: string | undefined;
  for (const [index, commit] of commits.entries()) {
    const isLast = index === commits.length - 1;
    const paths = isLast ? ['.', ':(exclude,glob)**/node_modules/**'] : commit.paths;
    await git(['add', '--all', '--', ...paths]);
    const tree = (await git(['write-tree'])).trim();
    const parents = parent === undefined ? [] : ['-p', parent];
    const args = ['commit-tree', tree, ...parents, '-m', commit.message];
    parent = (await git(args, signature(commit))).trim();
  }
  await git(['update-ref', `refs/heads/${repository.base}`, parent ?? '']);
  return { bare: gitDir };
}

const IMPORT = {
  message: 'chore: import the project',
  author: 'Patchwright stand-in <stand-in@patchwright.example>',
  date: '2026-01-01T00:00:00Z',
  paths: [],
};

function signature(commit: { readonly author: string; readonly date: string }) {
  const [name = '', email = ''] = commit.author.slice(0, -1).split(' <');
  // git takes a day only together with a time.
  const date = commit.date.includes('T') ? commit.date : `${commit.date}T00:00:00Z`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

async function isRepository(path: string): Promise<boolean> {
  const found = await Promise.all(
    ['.git', 'HEAD'].map((name) => stat(join(path, name)).catch(() => undefined)),
  );
  return found.some((entry) => entry !== undefined);
}
