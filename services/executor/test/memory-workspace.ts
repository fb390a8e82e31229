import { createHash } from 'node:crypto';
import type { CommandResult, Toolchain, Workspace } from '@patchwright/workspace';

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** What a command does to files. */
export type Command = (
  files: Files,
  fresh: boolean,
) => Partial<CommandResult> & { readonly files?: Files };

/** A workspace whose trees lie in memory: the same files are the same tree, the same commit has the same sha. */
export function memoryWorkspace(options: {
  readonly files: Files;
  readonly commands: Readonly<Record<string, Command>>;
  readonly toolchain?: Partial<Toolchain>;
  readonly branch: string;
}) {
  const trees = new Map<string, Files>();
  const commits = new Map<string, string>();
  const pushed: {
    readonly branch: string;
    readonly sha: string;
    readonly expect: string | null;
  }[] = [];
  const ran: string[] = [];
  const base = commit(keep(options.files), 'base');
  const remote = new Map<string, string>([[options.branch, base]]);

  function keep(files: Files): string {
    const id = `tree-${digest(Object.entries(files).sort())}`;
    trees.set(id, files);
    return id;
  }
  function commit(tree: string, message: string, ...more: readonly unknown[]): string {
    const sha = digest([tree, message, ...more]);
    commits.set(sha, tree);
    return sha;
  }
  function filesOf(tree: string): Files {
    const files = trees.get(tree);
    if (files === undefined) throw new Error(`there is no tree ${tree}`);
    return files;
  }

  const workspace: Workspace = {
    async open({ ref }) {
      const sha = remote.get(ref) ?? ref;
      return { commit: sha, tree: treeOf(sha) };
    },
    remoteHead: async ({ branch }) => remote.get(branch) ?? null,
    listFiles: async ({ tree }) =>
      Object.entries(filesOf(tree)).map(([path, text]) => ({ path, size: text.length })),
    readFile: async ({ tree, path }) => filesOf(tree)[path] ?? null,
    readFiles: async ({ tree }) =>
      Object.entries(filesOf(tree)).map(([path, text]) => ({ path, text })),
    search: async () => [],
    async writeFiles({ tree, files }) {
      const next: Record<string, string> = { ...filesOf(tree) };
      for (const { path, content } of files) {
        if (content === null) delete next[path];
        else next[path] = content;
      }
      return { tree: keep(next) };
    },
    detect: async () => ({
      languages: ['text'],
      runner: 'words',
      testCommand: 'npm test',
      checks: [],
      ...options.toolchain,
    }),
    async install({ tree }) {
      ran.push('install');
      return { packages: [], tree };
    },
    async run({ tree, command, fresh = false }) {
      ran.push(fresh ? `${command} afresh` : command);
      const { files, ...result } = options.commands[command]?.(filesOf(tree), fresh) ?? {
        exitCode: 127,
        excerpt: `${command}: not found`,
      };
      return {
        command,
        exitCode: 0,
        timedOut: false,
        excerpt: '',
        durationMs: 1,
        ...result,
        tree: files === undefined ? tree : keep(files),
      };
    },
    commit: async ({ tree, parent, message, author, date }) => ({
      sha: commit(tree, message, parent, author, date),
    }),
    async diff({ from, to }) {
      const [before, after] = [filesOf(from), filesOf(to)];
      const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
      const files = paths
        .filter((path) => before[path] !== after[path])
        .map((path) => ({ path, added: 1, removed: 0, status: statusOf(before, after, path) }));
      return { patch: files.map(({ path }) => `+++ ${path}`).join('\n'), files };
    },
    async push({ branch, sha, expect }) {
      if ((remote.get(branch) ?? null) !== expect) throw new Error(`${branch} is not at ${expect}`);
      remote.set(branch, sha);
      pushed.push({ branch, sha, expect });
      return { sha };
    },
  };

  function treeOf(sha: string): string {
    const tree = commits.get(sha);
    if (tree === undefined) throw new Error(`there is no commit ${sha}`);
    return tree;
  }

  return {
    workspace,
    base,
    pushed,
    /** The commands that were run, in order. */
    ran,
    /** The files at the head of the branch. */
    head: (): Files => filesOf(treeOf(remote.get(options.branch) ?? '')),
    /** Somebody else pushes. */
    pushForeign(files: Files): string {
      const sha = commit(keep(files), 'somebody else');
      remote.set(options.branch, sha);
      return sha;
    },
  };
}

function statusOf(before: Files, after: Files, path: string): 'added' | 'modified' | 'deleted' {
  if (!(path in before)) return 'added';
  return path in after ? 'modified' : 'deleted';
}

function digest(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex');
}
