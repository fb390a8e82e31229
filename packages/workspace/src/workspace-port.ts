import {
  type CallContext,
  definePort,
  type Intent,
  type Port,
  Terminal,
} from '@patchwright/faults';
import { DEFAULT_COMMITTER, DEFAULT_PROTECTED_BRANCHES, type WorkspaceConfig } from './config.ts';
import { detectToolchain } from './detect/detect-toolchain.ts';
import { diskFault } from './disk-fault.ts';
import { demandBranch } from './git/branch-rules.ts';
import { commitTree } from './git/commit-tree.ts';
import { diffTrees } from './git/diff-trees.ts';
import { textOf } from './git/git.ts';
import { demandPointers } from './git/large-files.ts';
import { fetchAll, fetchCommit, remoteBranch, resolveCommit } from './git/mirror.ts';
import { isPushed, type PushOrder, pushCommit } from './git/push-commit.ts';
import { readText, readTexts } from './git/read-file.ts';
import { searchTree } from './git/search-tree.ts';
import { writeFiles } from './git/write-files.ts';
import { filesIn, installPackages, wantedIn } from './install/install-packages.ts';
import { repositories } from './repositories.ts';
import { runCommand } from './run-command.ts';
import type { Workspace } from './workspace.ts';

/** The answer of something that writes to the disk, a full disk being a fault of its own. */
async function orFull<Answer>(working: Promise<Answer>): Promise<Answer> {
  try {
    return await working;
  } catch (thrown) {
    throw diskFault(thrown) ?? thrown;
  }
}

/** The input of one method of the contract. */
type Of<Method extends keyof Workspace> = Parameters<Workspace[Method]>[0];
/** The answer of one method of the contract. */
type Answer<Method extends keyof Workspace> = ReturnType<Workspace[Method]>;

/**
 * The workspace as a port: reads of repositories, edits that make new trees, commands in a sandbox, and the push.
 * Nothing is touched before the first call.
 *
 * Faults: Terminal for paths, branches and shas that cannot be; NeedsHuman when a host refuses us or somebody else
 * pushed; Retryable when the network or a host failed.
 */
export function workspacePort(config: WorkspaceConfig) {
  const open = repositories(config);
  const protectedBranches = config.protectedBranches ?? DEFAULT_PROTECTED_BRANCHES;
  const committer = config.committer ?? DEFAULT_COMMITTER;

  /** The repository with this tree in its mirror, and the tree's listing. */
  async function at(
    input: { readonly repository: string; readonly tree: string },
    context: CallContext,
  ) {
    const repository = await open.repository(input.repository);
    await orFull(repository.objects.ensure('tree', input.tree, context));
    return { ...repository, listing: await repository.listings.read(input.tree) };
  }

  return definePort({
    name: 'workspace',
    lasting: ['run', 'install'],
    reads: {
      async open(input: Of<'open'>, context: CallContext): Answer<'open'> {
        const { mirror, objects } = await open.repository(input.repository);
        await orFull(fetchAll(mirror, context));
        let commit = await resolveCommit(mirror, input.ref);
        if (commit === undefined && /^[0-9a-f]{40}$/.test(input.ref)) {
          if (await fetchCommit(mirror, input.ref, context))
            commit = await resolveCommit(mirror, input.ref);
        }
        if (commit === undefined) {
          throw new Terminal(`${input.repository} has no branch, tag or commit "${input.ref}".`);
        }
        const tree = textOf(await mirror.git(['rev-parse', `${commit}^{tree}`]));
        await objects.anchor(commit, tree);
        return { commit, tree };
      },

      async remoteHead(input: Of<'remoteHead'>, context: CallContext): Answer<'remoteHead'> {
        const { mirror } = await open.repository(input.repository);
        demandBranch(input.branch, []);
        return remoteBranch(mirror, input.branch, context);
      },

      async listFiles(input: Of<'listFiles'>, context: CallContext): Answer<'listFiles'> {
        const { listing } = await at(input, context);
        return [...listing.values()]
          .filter((entry) => entry.kind === 'file')
          .map(({ path, size }) => ({ path, size }));
      },

      async readFile(input: Of<'readFile'>, context: CallContext): Answer<'readFile'> {
        const { mirror, listing } = await at(input, context);
        const entry = listing.get(input.path);
        return entry === undefined || entry.kind !== 'file' ? null : readText(mirror, entry);
      },

      async readFiles(input: Of<'readFiles'>, context: CallContext): Answer<'readFiles'> {
        const { mirror, listing } = await at(input, context);
        return readTexts(mirror, listing.values(), input);
      },

      async search(input: Of<'search'>, context: CallContext): Answer<'search'> {
        const { mirror } = await at(input, context);
        return searchTree(mirror, input.tree, input.text);
      },

      async writeFiles(input: Of<'writeFiles'>, context: CallContext): Answer<'writeFiles'> {
        const { mirror, objects, listing } = await at(input, context);
        const tree = await orFull(
          writeFiles(mirror, {
            scratch: open.scratch,
            tree: input.tree,
            listing,
            files: input.files,
          }),
        );
        await objects.keepTree(tree, input.tree);
        return { tree };
      },

      async detect(input: Of<'detect'>, context: CallContext): Answer<'detect'> {
        const { mirror, listing } = await at(input, context);
        return detectToolchain(filesIn(mirror, listing));
      },

      async install(input: Of<'install'>, context: CallContext): Answer<'install'> {
        const { mirror, listing } = await at(input, context);
        return orFull(installPackages(await open.place(), mirror, listing, input.tree, context));
      },

      async run(input: Of<'run'>, context: CallContext): Answer<'run'> {
        const { mirror, objects, listing } = await at(input, context);
        const place = await open.place();
        return runCommand(
          place,
          mirror,
          objects,
          {
            tree: input.tree,
            command: input.command,
            timeoutMs: input.timeoutMs,
            fresh: input.fresh ?? false,
            submodules: [...listing.values()]
              .filter(({ kind }) => kind === 'submodule')
              .map(({ path }) => path),
            packages: await wantedIn(place, mirror, listing),
          },
          context,
        );
      },

      async commit(input: Of<'commit'>, context: CallContext): Answer<'commit'> {
        const { mirror, objects, listing } = await at(input, context);
        await objects.ensure('commit', input.parent, context);
        const { tree, parent, message, author, date } = input;
        if ([...listing.keys()].some((path) => path.endsWith('.gitattributes'))) {
          await demandPointers(mirror, { scratch: open.scratch, from: parent, to: tree });
        }
        const sha = await commitTree(mirror, { tree, parent, message, author, committer, date });
        await objects.keepCommit(sha, parent);
        return { sha };
      },

      async diff(input: Of<'diff'>, context: CallContext): Answer<'diff'> {
        const { mirror, objects } = await open.repository(input.repository);
        await objects.ensureAny(input.from, context);
        await objects.ensureAny(input.to, context);
        return diffTrees(mirror, input.from, input.to);
      },
    },
    writes: {
      push: {
        async probe(input: Intent & PushOrder & { readonly repository: string }, context) {
          demandBranch(input.branch, protectedBranches);
          const { mirror, objects } = await open.repository(input.repository);
          return (await isPushed(mirror, objects, input, context)) ? { sha: input.sha } : undefined;
        },
        async perform(input: Of<'push'>, context) {
          demandBranch(input.branch, protectedBranches);
          const { mirror, objects } = await open.repository(input.repository);
          await pushCommit(mirror, objects, input, context);
          return { sha: input.sha };
        },
      },
    },
  });
}

/** What `workspacePort` makes; a service's world shows it as `Port<WorkspacePort>`. */
export type WorkspacePort = ReturnType<typeof workspacePort>;

/** Compiles only while the port keeps the contract. */
export type PortKeepsContract = Port<WorkspacePort> extends Workspace ? true : never;
const portKeepsContract: PortKeepsContract = true;
void portKeepsContract;
