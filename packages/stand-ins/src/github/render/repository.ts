import type { RepositoryRecord } from '../records.ts';
import type { GitHubWorld } from '../world.ts';
import { nodeId, renderUser } from './user.ts';

/** Address of a repository in the API. */
export function repositoryApi(world: GitHubWorld, repository: RepositoryRecord): string {
  return `${world.url}/repos/${repository.fullName}`;
}

/** Address of a repository for people, and without `.git` for git. */
export function repositoryHtml(world: GitHubWorld, repository: RepositoryRecord): string {
  return `${world.url}/${repository.fullName}`;
}

/** A repository as lists and other objects carry it (`repository`, `minimal-repository`). */
export function renderRepository(world: GitHubWorld, repository: RepositoryRecord) {
  const api = repositoryApi(world, repository);
  const html = repositoryHtml(world, repository);
  const open = repository.issues.filter((issue) => issue.state === 'open').length;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: repository.fullName,
    owner: renderUser(world, repository.owner, true),
    private: true,
    visibility: 'private',
    description: null,
    fork: false,
    html_url: html,
    url: api,
    ...repositoryLinks(api),
    git_url: `${html.replace(/^http/, 'git')}.git`,
    ssh_url: `git@127.0.0.1:${repository.fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: repository.language,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 0,
    default_branch: repository.base,
    open_issues: open,
    open_issues_count: open,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    allow_forking: false,
    web_commit_signoff_required: false,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** A repository as its own endpoint answers it (`full-repository`). */
export function renderFullRepository(world: GitHubWorld, repository: RepositoryRecord) {
  return {
    ...renderRepository(world, repository),
    subscribers_count: 0,
    network_count: 0,
    allow_rebase_merge: false,
    allow_squash_merge: true,
    allow_merge_commit: true,
    delete_branch_on_merge: false,
    allow_auto_merge: false,
    organization: renderUser(world, repository.owner, true),
  };
}

/** The few fields that nested objects give of a repository. */
export function renderRepositoryReference(world: GitHubWorld, repository: RepositoryRecord) {
  const { id, name } = repository;
  return { id, url: repositoryApi(world, repository), name };
}

function repositoryLinks(api: string) {
  return {
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}
