import type { GitCommit } from '../git-commits.ts';
import { fileAnchor, type GitChange } from '../git-diff.ts';
import type { RepositoryRecord } from '../records.ts';
import type { GitHubWorld } from '../world.ts';
import { repositoryApi, repositoryHtml } from './repository.ts';
import { loginOf, nodeId, renderUser } from './user.ts';

const UNVERIFIED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
} as const;

/** A commit with what GitHub adds to it. */
export function renderCommit(world: GitHubWorld, repository: RepositoryRecord, commit: GitCommit) {
  const api = repositoryApi(world, repository);
  const html = `${repositoryHtml(world, repository)}/commit/${commit.sha}`;
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: html,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: userOf(world, commit.author.email),
    committer: userOf(world, commit.committer.email),
    parents: renderParents(world, repository, commit),
  };
}

/** A commit as the git data endpoints show it. */
export function renderGitCommit(
  world: GitHubWorld,
  repository: RepositoryRecord,
  commit: GitCommit,
) {
  const api = repositoryApi(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${repositoryHtml(world, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: renderParents(world, repository, commit),
    verification: UNVERIFIED,
  };
}

function renderParents(world: GitHubWorld, repository: RepositoryRecord, commit: GitCommit) {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryApi(world, repository)}/commits/${sha}`,
    html_url: `${repositoryHtml(world, repository)}/commit/${sha}`,
  }));
}

/** A commit as runs and check suites carry it. */
export function renderSimpleCommit(commit: GitCommit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** A changed file of a pull request, a comparison or a commit. */
export function renderChange(
  world: GitHubWorld,
  repository: RepositoryRecord,
  head: string,
  change: GitChange,
) {
  const html = repositoryHtml(world, repository);
  const path = change.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${html}/blob/${head}/${path}#${fileAnchor(change.path)}`,
    raw_url: `${html}/raw/${head}/${path}`,
    contents_url: `${repositoryApi(world, repository)}/contents/${path}?ref=${head}`,
    ...(change.patch === undefined ? {} : { patch: change.patch }),
    ...(change.previousPath === undefined ? {} : { previous_filename: change.previousPath }),
  };
}

function userOf(world: GitHubWorld, email: string) {
  const login = loginOf(email);
  return login === undefined ? null : renderUser(world, login);
}
