import { z } from 'zod';
import type { Tool } from './agent.ts';

/** The part of a workspace that an agent's tools use; structurally the workspace port. */
export interface Files {
  listFiles(input: {
    readonly repository: string;
    readonly tree: string;
  }): Promise<readonly { readonly path: string; readonly size: number }[]>;
  readFile(input: {
    readonly repository: string;
    readonly tree: string;
    readonly path: string;
  }): Promise<string | null>;
  search(input: {
    readonly repository: string;
    readonly tree: string;
    readonly text: string;
  }): Promise<readonly { readonly path: string; readonly line: number; readonly text: string }[]>;
  writeFiles(input: {
    readonly repository: string;
    readonly tree: string;
    readonly files: readonly { readonly path: string; readonly content: string | null }[];
  }): Promise<{ readonly tree: string }>;
  run(input: {
    readonly repository: string;
    readonly tree: string;
    readonly command: string;
  }): Promise<{ readonly exitCode: number; readonly excerpt: string; readonly tree: string }>;
}

/** What an agent may do at its desk besides reading. */
export interface DeskRights {
  /** Says why a path may not be written, or `undefined` when it may. Without it nothing may be written. */
  readonly refuseWrite?: (path: string) => string | undefined;
  /** The only commands that may be run. */
  readonly commands?: readonly string[];
}

/** A work tree on which an agent works: its tools, and the tree as the tools have left it. */
export interface Desk {
  readonly tree: () => string;
  // biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
  readonly tools: readonly Tool<any>[];
}

const MAX_FILE_CHARACTERS = 40_000;
const MAX_LISTED = 400;

/** Sets up the tools of an agent on one tree of one repository. Every effect goes through `files`, so it is recorded. */
export function openDesk(
  files: Files,
  start: { readonly repository: string; readonly tree: string },
  rights: DeskRights = {},
): Desk {
  const { repository } = start;
  let tree = start.tree;

  const listFiles = tool(
    'list_files',
    'Lists the files of the repository, optionally below a folder.',
    z.object({ folder: z.string().optional() }),
    async ({ folder }) => {
      const all = (await files.listFiles({ repository, tree })).map((file) => file.path);
      const below = folder ? all.filter((path) => path.startsWith(folder)) : all;
      const more = below.length > MAX_LISTED ? `\n… and ${below.length - MAX_LISTED} more` : '';
      return below.slice(0, MAX_LISTED).join('\n') + more;
    },
  );

  const readFile = tool(
    'read_file',
    'Reads one text file.',
    z.object({ path: z.string() }),
    async ({ path }) => {
      const content = await files.readFile({ repository, tree, path });
      if (content === null) throw new Error(`there is no text file ${path}`);
      return content.slice(0, MAX_FILE_CHARACTERS);
    },
  );

  const search = tool(
    'search',
    'Finds a fixed string in the files of the repository.',
    z.object({ text: z.string().min(2) }),
    async ({ text }) => {
      const hits = await files.search({ repository, tree, text });
      return hits.length === 0
        ? 'nothing found'
        : hits.map((hit) => `${hit.path}:${hit.line}: ${hit.text}`).join('\n');
    },
  );

  const refuse = rights.refuseWrite;
  const guarded = async (path: string, content: string | null): Promise<string> => {
    const why = refuse?.(path);
    if (why !== undefined) throw new Error(why);
    tree = (await files.writeFiles({ repository, tree, files: [{ path, content }] })).tree;
    return `${content === null ? 'removed' : 'wrote'} ${path}`;
  };

  const writing =
    refuse === undefined
      ? []
      : [
          tool(
            'write_file',
            'Writes a whole text file.',
            z.object({ path: z.string(), content: z.string() }),
            ({ path, content }) => guarded(path, content),
          ),
          tool(
            'edit_file',
            'Replaces one exact passage of a file, which must occur exactly once.',
            z.object({ path: z.string(), old: z.string().min(1), new: z.string() }),
            async (input) => {
              const content = await files.readFile({ repository, tree, path: input.path });
              if (content === null) throw new Error(`there is no text file ${input.path}`);
              const found = content.split(input.old).length - 1;
              if (found !== 1)
                throw new Error(
                  `the passage occurs ${found} times in ${input.path}; it must occur exactly once`,
                );
              return guarded(
                input.path,
                content.replace(input.old, () => input.new),
              );
            },
          ),
        ];

  const commands = rights.commands ?? [];
  const running =
    commands.length === 0
      ? []
      : [
          tool(
            'run_command',
            `Runs one of these commands in the sandbox: ${commands.join(' · ')}`,
            z.object({ command: z.string() }),
            async ({ command }) => {
              if (!commands.includes(command))
                throw new Error(`only these commands may be run: ${commands.join(' · ')}`);
              const result = await files.run({ repository, tree, command });
              tree = result.tree;
              return `exit code ${result.exitCode}\n${result.excerpt}`;
            },
          ),
        ];

  return { tree: () => tree, tools: [listFiles, readFile, search, ...writing, ...running] };
}

function tool<Input>(
  name: string,
  description: string,
  input: z.ZodType<Input>,
  run: (input: Input) => Promise<string>,
): Tool<Input> {
  return { name, description, input, run };
}
