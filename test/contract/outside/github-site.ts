import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { githubPort } from '@patchwright/outside';
import { createFaultBox, type GitHubStandIn, startGitHub } from '@patchwright/stand-ins';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { context } from './calls.ts';

/** The token that the stand-in takes. */
export const TOKEN = 'ghp_0123456789abcdefghij';
/** Our login there. */
export const LOGIN = 'patchwright[bot]';
/** Orders trouble; cleared before each test. */
export const faults = createFaultBox();
let root: string;
/** GitHub on localhost, the same for a whole file. */
export let github: GitHubStandIn;
/** The port that is tried. */
export let port: ReturnType<typeof githubPort>;
/** A repository with a pushed branch `agent/shop-42`, a new one for each test. */
export let repository: string;
let counter = 0;

/** Starts GitHub for the tests of a file, and makes a new repository before each. */
export function useGitHub(): void {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'outside-github-'));
    github = await startGitHub({
      root: join(root, 'github'),
      token: TOKEN,
      botLogin: LOGIN,
      faults,
    });
    port = portWith(TOKEN);
    const source = join(root, 'source');
    await mkdir(join(source, 'src'), { recursive: true });
    await writeFile(join(source, 'src/cart.ts'), 'export const total = 1;\n');
    await writeFile(join(source, 'README.md'), '# Shop\n');
  });
  afterAll(async () => {
    await github[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });
  beforeEach(async () => {
    faults.clear();
    counter += 1;
    repository = `acme/shop-${counter}`;
    await github.addRepository({
      name: repository,
      from: { path: join(root, 'source') },
      base: 'main',
      ci: [
        { workflow: 'ci', job: 'test', run: 'cat NOTES.md' },
        { workflow: 'ci', job: 'lint', run: 'test ! -e NOTES.md' },
      ],
      collaborators: { maria: 'write', ines: 'read', [LOGIN]: 'write' },
    });
    await github.push({
      repo: repository,
      user: 'maria',
      branch: 'agent/shop-42',
      message: 'feat: a note',
      files: { 'NOTES.md': 'a note\n' },
    });
  });
}

/** A port with this token. */
export function portWith(token: string) {
  return githubPort({ baseUrl: github.url, auth: { kind: 'token', token } });
}

/** The repository as GitHub keeps it. */
export function stored() {
  const found = github.state().repositories.find((one) => one.fullName === repository);
  if (found === undefined) throw new Error(`${repository} is not there`);
  return found;
}

/** What we said there. */
export function ownComments() {
  return stored().comments.filter((comment) => comment.user === LOGIN);
}

/** The pull request of the pushed branch. */
export function draft() {
  return {
    key: 'shop-42/pull',
    repository,
    base: 'main',
    branch: 'agent/shop-42',
    title: 'Totals are right',
    body: 'What changes.',
  };
}

/** Opens it, and tells its number. */
export async function pullRequest(): Promise<number> {
  return (await port.writes.ensureDraftPullRequest.perform(draft(), context())).number;
}
