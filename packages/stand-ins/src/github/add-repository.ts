import { extname } from 'node:path';
import type { CiCommand } from '../ci/index.ts';
import { branches } from './git-commits.ts';
import { tree } from './git-trees.ts';
import { languageOf } from './languages.ts';
import type { Permission, RepositoryRecord } from './records.ts';
import { createRepositoryFolder, type RepositorySource } from './repository-folder.ts';
import { type GitHubWorld, gitDirOf, now } from './world.ts';

/** A repository that is to be served. */
export interface NewRepository {
  /** `owner/name`. */
  readonly name: string;
  /** Where its history comes from; it is copied. */
  readonly from: RepositorySource;
  /** Its default branch. */
  readonly base: string;
  /** Branches that refuse pushes; the default branch without it. */
  readonly protectedBranches?: readonly string[];
  /** Checks that must pass before anything is merged into the default branch. */
  readonly requiredChecks?: readonly string[];
  /** Commands of its checks; without them the workflow files of each commit count. */
  readonly ci?: readonly CiCommand[];
  /** Who may do what; without it everyone may write. Who is not listed may read. */
  readonly collaborators?: Readonly<Record<string, Permission>>;
}

/** Adds a repository. Rejects when there is one of that name already, or its source has no such default branch. */
export async function addRepository(world: GitHubWorld, input: NewRepository): Promise<void> {
  const [owner = '', name = ''] = input.name.split('/');
  if (!/^[\w.-]+\/[\w.-]+$/.test(input.name)) throw new Error(`${input.name} is not owner/name`);
  const key = input.name.toLowerCase();
  if (world.repositories.has(key)) throw new Error(`There is a repository ${input.name} already`);
  const gitDir = gitDirOf(world.root, input.name);
  const protectedBranches = input.protectedBranches ?? [input.base];
  const folder = { source: input.from, base: input.base, protectedBranches };
  await createRepositoryFolder(world.git, gitDir, folder);
  const time = now();
  const repository: RepositoryRecord = {
    id: world.nextId(),
    owner,
    name,
    fullName: input.name,
    base: input.base,
    gitDir,
    protectedBranches,
    requiredChecks: input.requiredChecks ?? [],
    ci: input.ci,
    collaborators: input.collaborators,
    createdAt: time,
    pushedAt: time,
    language: await mainLanguage(world, gitDir, input.base),
    branches: await branches(world.git, gitDir),
    issues: [],
    comments: [],
    reviews: [],
    reviewComments: [],
    reactions: [],
    labels: [],
    suites: [],
    checkRuns: [],
    statuses: [],
    runs: [],
    jobs: [],
    workflows: [],
  };
  world.repositories.set(key, repository);
}

async function mainLanguage(
  world: GitHubWorld,
  gitDir: string,
  base: string,
): Promise<string | null> {
  const bytes = new Map<string, number>();
  for (const { path, size = 0 } of (await tree(world.git, gitDir, base, true)) ?? []) {
    const language = languageOf(extname(path));
    if (language !== undefined) bytes.set(language, (bytes.get(language) ?? 0) + size);
  }
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
