import { extname } from 'node:path';
import { commit } from '../git-commits.ts';
import { tree } from '../git-trees.ts';
import { languageOf } from '../languages.ts';
import type { RepositoryRecord } from '../records.ts';
import { notFound } from '../refusal.ts';
import { renderCommit } from '../render/commit.ts';
import { renderLabel } from '../render/issue.ts';
import {
  renderFullRepository,
  renderRepository,
  repositoryApi,
  repositoryHtml,
} from '../render/repository.ts';
import { renderFullUser, renderUser } from '../render/user.ts';
import { permissionOf } from '../world.ts';
import { paginated, type RepositoryCall, type Router } from './call.ts';

/** Users, repositories, branches, collaborators, languages, labels. */
export function registerRepositories({ world, on, onRepository }: Router): void {
  const list = (filter: (repository: RepositoryRecord) => boolean) =>
    [...world.repositories.values()].filter(filter);

  on('GET', '/rate_limit', async () => {
    const rate = { limit: 5000, remaining: 4999, reset: inAnHour(), used: 1 };
    return { resources: { core: rate, search: rate, graphql: rate }, rate };
  });
  on('GET', '/user', async (call) => renderFullUser(world, call.user));
  on('GET', '/users/:username', async (call) => renderFullUser(world, call.params.username ?? ''));
  on('GET', '/user/repos', async (call) =>
    paginated(
      call,
      list(() => true).map((each) => renderRepository(world, each)),
    ),
  );
  for (const path of ['/orgs/:owner/repos', '/users/:owner/repos']) {
    on('GET', path, async (call) => {
      const owned = list((each) => each.owner === call.params.owner);
      return paginated(
        call,
        owned.map((each) => renderRepository(world, each)),
      );
    });
  }
  onRepository('GET', '', async ({ repository }) => renderFullRepository(world, repository));
  onRepository('GET', '/topics', async () => ({ names: [] }));
  onRepository('GET', '/languages', async ({ repository }) => {
    const entries = await tree(world.git, repository.gitDir, repository.base, true);
    const bytes = new Map<string, number>();
    for (const { path, size = 0 } of entries ?? []) {
      const language = languageOf(extname(path));
      if (language !== undefined) bytes.set(language, (bytes.get(language) ?? 0) + size);
    }
    return Object.fromEntries([...bytes].sort((a, b) => b[1] - a[1]));
  });
  onRepository('GET', '/labels', async (call) =>
    paginated(
      call,
      call.repository.labels.map((label) => renderLabel(world, call.repository, label.name)),
    ),
  );
  registerBranches({ world, on, onRepository });
  registerCollaborators({ world, on, onRepository });
}

function registerBranches({ world, onRepository }: Router): void {
  onRepository('GET', '/branches', async (call) => {
    const { repository } = call;
    const names = [...repository.branches.keys()].sort();
    return paginated(
      call,
      names.map((name) => {
        const sha = repository.branches.get(name) ?? '';
        const url = `${repositoryApi(world, repository)}/commits/${sha}`;
        return { name, commit: { sha, url }, protected: isProtected(call, name) };
      }),
    );
  });
  // Rule sets are another way of the same protection; this GitHub has none.
  onRepository('GET', '/rules/branches/*', async () => []);
  onRepository('GET', '/branches/*', async (call) => {
    const { repository } = call;
    const name = call.params['*'] ?? '';
    const sha = repository.branches.get(name);
    const tip = sha === undefined ? undefined : await commit(world.git, repository.gitDir, sha);
    if (tip === undefined) throw notFound();
    const self = `${repositoryApi(world, repository)}/branches/${name}`;
    const shielded = isProtected(call, name);
    const required = name === repository.base ? repository.requiredChecks : [];
    return {
      name,
      commit: renderCommit(world, repository, tip),
      _links: { self, html: `${repositoryHtml(world, repository)}/tree/${name}` },
      protected: shielded,
      protection: {
        enabled: shielded,
        required_status_checks: {
          enforcement_level: required.length > 0 ? 'non_admins' : 'off',
          contexts: required,
          checks: required.map((context) => ({ context, app_id: null })),
        },
      },
      protection_url: `${self}/protection`,
    };
  });
}

function registerCollaborators({ world, onRepository }: Router): void {
  const permissions = (permission: string) => {
    const rank = ['none', 'read', 'triage', 'write', 'maintain', 'admin'].indexOf(permission);
    return {
      pull: rank > 0,
      triage: rank > 1,
      push: rank > 2,
      maintain: rank > 3,
      admin: rank > 4,
    };
  };
  onRepository('GET', '/collaborators', async (call) => {
    const logins = Object.keys(call.repository.collaborators ?? {});
    return paginated(
      call,
      logins.map((login) => {
        const role = permissionOf(world, call.repository, login);
        return { ...renderUser(world, login), permissions: permissions(role), role_name: role };
      }),
    );
  });
  onRepository('GET', '/collaborators/:username/permission', async (call) => {
    const login = call.params.username ?? '';
    const role = permissionOf(world, call.repository, login);
    // The older of the two fields knows only four words.
    const legacy = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
    return {
      permission: legacy,
      role_name: role,
      user: { ...renderUser(world, login), permissions: permissions(role), role_name: role },
    };
  });
}

function isProtected(call: RepositoryCall, branch: string): boolean {
  return call.repository.protectedBranches.includes(branch);
}

function inAnHour(): number {
  return Math.floor(Date.now() / 1000) + 3600;
}
