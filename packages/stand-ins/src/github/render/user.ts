import { createHash } from 'node:crypto';
import type { GitHubWorld } from '../world.ts';

/** A stable number for a name, as ids are numbers on GitHub. */
export function numberOf(name: string): number {
  return Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 10), 16);
}

/** A node id: opaque to clients, readable for us. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_kwSI${Buffer.from(String(id)).toString('base64url')}`;
}

/** A user as GitHub embeds one (`simple-user`). */
export function renderUser(world: GitHubWorld, login: string, organization = false) {
  const api = `${world.url}/users/${encodeURIComponent(login)}`;
  const id = numberOf(login);
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${world.url}/avatars/${id}`,
    gravatar_id: '',
    url: api,
    html_url: `${world.url}/${encodeURIComponent(login)}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: organization ? 'Organization' : login.endsWith('[bot]') ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

/** A user as the user endpoints answer one (`public-user`). */
export function renderFullUser(world: GitHubWorld, login: string) {
  return {
    ...renderUser(world, login),
    name: login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}

/** The login behind an e-mail address, where GitHub's own no-reply addresses name it. */
export function loginOf(email: string): string | undefined {
  return /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
}

/** The no-reply address under which GitHub commits for a login. */
export function emailOf(login: string): string {
  return `${numberOf(login)}+${login}@users.noreply.github.com`;
}
