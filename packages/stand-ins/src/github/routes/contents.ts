import { basename } from 'node:path/posix';
import { z } from 'zod';
import { commit, resolve } from '../git-commits.ts';
import { blob, type GitEntry, tree } from '../git-trees.ts';
import { commitFiles, moveRef } from '../git-writing.ts';
import { branchesMoved } from '../pushes.ts';
import { notFound, Refusal } from '../refusal.ts';
import { renderGitCommit } from '../render/commit.ts';
import { repositoryApi, repositoryHtml } from '../render/repository.ts';
import { emailOf } from '../render/user.ts';
import { exclusively } from '../world.ts';
import { type RepositoryCall, type Router, read } from './call.ts';

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const Write = z.object({
  message: z.string(),
  content: z.string().optional(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: Person.optional(),
  committer: Person.optional(),
});

/** Files and folders of a branch, read and written. */
export function registerContents({ world, onRepository }: Router): void {
  const { git } = world;

  function renderEntry(call: RepositoryCall, entry: GitEntry, ref: string) {
    const api = repositoryApi(world, call.repository);
    const html = repositoryHtml(world, call.repository);
    const path = entry.path.split('/').map(encodeURIComponent).join('/');
    const self = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
    const folder = entry.type === 'tree';
    const git_url = `${api}/git/${folder ? 'trees' : 'blobs'}/${entry.sha}`;
    const html_url = `${html}/${folder ? 'tree' : 'blob'}/${ref}/${path}`;
    return {
      type: folder ? 'dir' : entry.type === 'commit' ? 'submodule' : 'file',
      name: basename(entry.path),
      path: entry.path,
      sha: entry.sha,
      size: entry.size ?? 0,
      url: self,
      html_url,
      git_url,
      download_url: folder ? null : `${html}/raw/${ref}/${path}`,
      _links: { self, git: git_url, html: html_url },
    };
  }

  async function entryAt(call: RepositoryCall, sha: string, path: string) {
    const found = await git(call.repository.gitDir, ['ls-tree', '-z', '--long', sha, '--', path]);
    const row = found.stdout.split('\0')[0] ?? '';
    const [mode = '', type = '', object = '', size = '-'] = (row.split('\t')[0] ?? '').split(/\s+/);
    if (object === '') return undefined;
    const entry = { mode, type: type as GitEntry['type'], sha: object, path };
    return size === '-' ? entry : { ...entry, size: Number(size) };
  }

  async function renderFile(call: RepositoryCall, entry: GitEntry, ref: string) {
    const content = (await blob(git, call.repository.gitDir, entry.sha))?.base64 ?? '';
    // GitHub breaks base64 into lines, and clients must cope.
    const lines = content.replace(/.{60}/g, '$&\n');
    return { ...renderEntry(call, entry, ref), content: lines, encoding: 'base64' };
  }

  async function answer(call: RepositoryCall, path: string): Promise<unknown> {
    const { repository } = call;
    const ref = call.query.ref ?? repository.base;
    const sha = await resolve(git, repository.gitDir, ref);
    if (sha === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
    if (path !== '') {
      const entry = await entryAt(call, sha, path);
      if (entry === undefined) throw notFound();
      if (entry.type === 'blob' && call.accept.includes('raw')) {
        const bytes = await blob(git, repository.gitDir, entry.sha);
        call.reply.type('application/vnd.github.raw; charset=utf-8');
        return Buffer.from(bytes?.base64 ?? '', 'base64');
      }
      if (entry.type === 'blob') return renderFile(call, entry, ref);
    }
    const folder = await tree(git, repository.gitDir, path === '' ? sha : `${sha}:${path}`, false);
    if (folder === undefined) throw notFound();
    const inside = (name: string) => (path === '' ? name : `${path}/${name}`);
    return folder.map((entry) => renderEntry(call, { ...entry, path: inside(entry.path) }, ref));
  }

  onRepository('GET', '/contents', (call) => answer(call, ''));
  onRepository('GET', '/contents/*', (call) =>
    answer(call, (call.params['*'] ?? '').replace(/^\/+|\/+$/g, '')),
  );
  onRepository('GET', '/readme', async (call) => {
    const { repository } = call;
    const entries = (await tree(git, repository.gitDir, repository.base, false)) ?? [];
    const found = entries.find((entry) => /^readme(\.\w+)?$/i.test(entry.path));
    if (found === undefined) throw notFound();
    return renderFile(call, found, repository.base);
  });
  onRepository('PUT', '/contents/*', (call) => write(call, false));
  onRepository('DELETE', '/contents/*', (call) => write(call, true));

  async function write(call: RepositoryCall, removing: boolean): Promise<unknown> {
    const { repository } = call;
    const input = read(Write, call, 'Content');
    const path = call.params['*'] ?? '';
    const branch = input.branch ?? repository.base;
    if (repository.protectedBranches.includes(branch)) {
      throw new Refusal(409, `Repository rule violations found for refs/heads/${branch}`);
    }
    return exclusively(world, repository, async () => {
      const parent = repository.branches.get(branch);
      if (parent === undefined) throw new Refusal(404, `Branch ${branch} not found`);
      const before = await entryAt(call, parent, path);
      if (removing && before === undefined) throw notFound();
      if (before !== undefined && input.sha === undefined) {
        throw new Refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`);
      }
      if (input.sha !== undefined && input.sha !== before?.sha) {
        throw new Refusal(409, `${path} does not match ${input.sha}`);
      }
      const me = { name: call.user, email: emailOf(call.user) };
      const author = personOf(input.author ?? input.committer) ?? me;
      const committer = personOf(input.committer) ?? author;
      const content = removing ? null : Buffer.from(input.content ?? '', 'base64');
      const { message } = input;
      const changes = [{ path, content }];
      const made = { parent, changes, message, author, committer };
      const sha = await commitFiles(git, repository.gitDir, made);
      const moved = await moveRef(git, repository.gitDir, `refs/heads/${branch}`, {
        from: parent,
        to: sha,
      });
      if (!moved) throw new Refusal(409, `${branch} was moved meanwhile`);
      await branchesMoved(world, repository, call.user);
      const entry = await entryAt(call, sha, path);
      const after = await commit(git, repository.gitDir, sha);
      if (!removing && before === undefined) call.reply.code(201);
      return {
        content: entry === undefined ? null : renderEntry(call, entry, branch),
        commit: after === undefined ? {} : renderGitCommit(world, repository, after),
      };
    });
  }
}

function personOf(person: z.infer<typeof Person> | undefined) {
  if (person === undefined) return undefined;
  const { date, ...rest } = person;
  return date === undefined ? rest : { ...rest, date };
}
