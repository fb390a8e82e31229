import { join } from 'node:path';
import type { CiWorkflow, WorkQueue } from '../ci/index.ts';
import type { WebhookSender } from '../webhook-sender.ts';
import type { AppRecord, IssuedToken } from './apps.ts';
import type { Git } from './git.ts';
import type { IssueRecord, Permission, PullIssue, RepositoryRecord } from './records.ts';
import { isPull } from './records.ts';
import { notFound } from './refusal.ts';

/** Everything the parts of the GitHub stand-in work on. */
export interface GitHubWorld {
  /** Address of the server, known once it listens. */
  url: string;
  /** Folder of the bare repositories and of CI's work. */
  readonly root: string;
  readonly botLogin: string;
  readonly token: string;
  /** What a classic token may do, as GitHub tells it in `X-OAuth-Scopes`; not told without it. */
  readonly tokenScopes: readonly string[] | undefined;
  readonly apps: Map<number, AppRecord>;
  /** Tokens of installations, by the token. */
  readonly issued: Map<string, IssuedToken>;
  /** Manifests that wait for their conversion, by their code. */
  readonly appCodes: Map<string, { readonly manifest: string; readonly owner: string }>;
  readonly git: Git;
  /** By full name in lower case. */
  readonly repositories: Map<string, RepositoryRecord>;
  readonly webhooks: WebhookSender;
  readonly webhookUrl: string | undefined;
  readonly ciQueue: WorkQueue;
  readonly ciPlace: {
    readonly path: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly nodeModules?: string;
  };
  /** What each workflow run consists of, by the run's id; for running it again. */
  readonly ciPlans: Map<number, CiWorkflow>;
  /** Ends of the lines in which changes of refs wait, by repository id. */
  readonly refLines: Map<number, Promise<unknown>>;
  /** What went wrong inside and nobody asked for: failures of CI itself, webhooks that could not be built. */
  readonly troubles: string[];
  /** A number that was never given before. */
  readonly nextId: () => number;
}

/** Does work on a repository's refs while nobody else does. */
export async function exclusively<T>(
  world: GitHubWorld,
  repository: RepositoryRecord,
  work: () => Promise<T>,
): Promise<T> {
  const before = world.refLines.get(repository.id) ?? Promise.resolve();
  const mine = before.then(work, work);
  world.refLines.set(
    repository.id,
    mine.catch(() => undefined),
  );
  return mine;
}

/** Now, as GitHub writes times: UTC, to the second. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/** The repository of that name. Throws GitHub's 404. */
export function repositoryOf(world: GitHubWorld, fullName: string): RepositoryRecord {
  const found = world.repositories.get(fullName.toLowerCase());
  if (found === undefined) throw notFound();
  return found;
}

/** Folder in which the repository of that name lies. */
export function gitDirOf(root: string, fullName: string): string {
  return join(root, 'git', `${fullName}.git`);
}

/** The issue or pull request of that number. Throws GitHub's 404. */
export function issueOf(repository: RepositoryRecord, number: number): IssueRecord {
  const found = repository.issues.find((issue) => issue.number === number);
  if (found === undefined) throw notFound();
  return found;
}

/** The pull request of that number. Throws GitHub's 404. */
export function pullOf(repository: RepositoryRecord, number: number): PullIssue {
  const found = issueOf(repository, number);
  if (!isPull(found)) throw notFound();
  return found;
}

/** All pull requests of a repository, oldest first. */
export function pullsOf(repository: RepositoryRecord): readonly PullIssue[] {
  return repository.issues.filter(isPull);
}

/** The open pull requests whose head is this branch. */
export function openPullsOf(repository: RepositoryRecord, branch: string): readonly PullIssue[] {
  return pullsOf(repository).filter(
    (issue) => issue.state === 'open' && issue.pull.head === branch,
  );
}

/** What a login may do in a repository: who is not listed reads, where nobody is listed everyone writes. */
export function permissionOf(
  world: GitHubWorld,
  repository: RepositoryRecord,
  login: string,
): Permission {
  if (login === repository.owner) return 'admin';
  if (login === world.botLogin || repository.collaborators === undefined) return 'write';
  return repository.collaborators[login] ?? 'read';
}

/** Finds by id. Throws GitHub's 404. */
export function byId<T extends { readonly id: number }>(records: readonly T[], id: number): T {
  const found = records.find((record) => record.id === id);
  if (found === undefined) throw notFound();
  return found;
}
