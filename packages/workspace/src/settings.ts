import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { WorkspaceConfig } from './config.ts';
import { SANDBOX_KINDS } from './sandbox/sandbox.ts';

const Variables = z.object({
  PATCHWRIGHT_WORKSPACE: z.string().min(1).optional(),
  /** Folders of the commands' PATH, before the system's own. */
  PATCHWRIGHT_TOOL_PATH: z.string().default(''),
  PATCHWRIGHT_TOOL_NODE_MODULES: z.string().optional(),
  PATCHWRIGHT_TOOL_FOLDERS: z.string().default(''),
  PATCHWRIGHT_SANDBOX: z.enum(['required', ...SANDBOX_KINDS]).default('required'),
  PATCHWRIGHT_COMMAND_MINUTES: z.coerce.number().positive().default(10),
  PATCHWRIGHT_AUTHOR: z
    .string()
    .regex(/^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/, 'has the form "Name <name@example.com>"')
    .default('Patchwright <patchwright@localhost>'),
});

/** The part of a workspace's configuration that comes from the environment. */
export type WorkspaceSettings = Pick<
  WorkspaceConfig,
  'root' | 'tools' | 'sandbox' | 'limits' | 'committer'
>;

/** Where work trees lie and what commands find there. Throws a ZodError that names the variable. */
export function readWorkspaceSettings(
  environment: Readonly<Record<string, string | undefined>>,
): WorkspaceSettings {
  const variables = Variables.parse(environment);
  const list = (text: string): readonly string[] =>
    text.split(delimiter).filter((part) => part !== '');
  const nodeModules = variables.PATCHWRIGHT_TOOL_NODE_MODULES;
  return {
    root: variables.PATCHWRIGHT_WORKSPACE ?? join(tmpdir(), 'patchwright'),
    tools: {
      path: list(variables.PATCHWRIGHT_TOOL_PATH),
      folders: list(variables.PATCHWRIGHT_TOOL_FOLDERS),
      ...(nodeModules ? { nodeModules } : {}),
    },
    sandbox: variables.PATCHWRIGHT_SANDBOX,
    limits: { timeoutMs: variables.PATCHWRIGHT_COMMAND_MINUTES * 60_000 },
    committer: readAuthor(environment),
  };
}

/** Whom commits are by: `PATCHWRIGHT_AUTHOR`. Throws a ZodError. */
export function readAuthor(environment: Readonly<Record<string, string | undefined>>): {
  readonly name: string;
  readonly email: string;
} {
  const { PATCHWRIGHT_AUTHOR: author } = Variables.parse(environment);
  const [name = '', email = ''] = author.slice(0, -1).split(' <');
  return { name, email };
}
