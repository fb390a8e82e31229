import { delimiter } from 'node:path';
import { z } from 'zod';
import type { WorkspaceConfig } from './config.ts';
import { ownRoot } from './own-root.ts';
import { SANDBOX_KINDS } from './sandbox/sandbox.ts';

const Variables = z.object({
  PATCHWRIGHT_WORKSPACE: z.string().min(1).optional(),
  /** Folders of the commands' PATH, before the system's own. */
  PATCHWRIGHT_TOOL_PATH: z.string().default(''),
  PATCHWRIGHT_TOOL_NODE_MODULES: z.string().optional(),
  PATCHWRIGHT_TOOL_FOLDERS: z.string().default(''),
  PATCHWRIGHT_SANDBOX: z.enum(['required', ...SANDBOX_KINDS]).default('required'),
  /** Where jobs run, for the sandbox `kubernetes`. */
  PATCHWRIGHT_SANDBOX_NAMESPACE: z.string().min(1).default('patchwright'),
  PATCHWRIGHT_SANDBOX_IMAGE: z.string().optional(),
  PATCHWRIGHT_SANDBOX_CLAIM: z.string().optional(),
  PATCHWRIGHT_SANDBOX_RUNTIME_CLASS: z.string().min(1).default('gvisor'),
  PATCHWRIGHT_SANDBOX_REGISTRY_PROXY: z.url().optional(),
  /** Hosts that package managers may reach; without any, nothing is installed. */
  PATCHWRIGHT_REGISTRIES: z.string().default(''),
  /** Repositories whose packages may run install scripts. */
  PATCHWRIGHT_INSTALL_SCRIPTS: z.string().default(''),
  /** A JSON object of variables that every command finds. */
  PATCHWRIGHT_TOOL_ENV: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return z.record(z.string(), z.string()).parse(JSON.parse(text));
      } catch {
        context.addIssue('is a JSON object of texts');
        return z.NEVER;
      }
    }),
  PATCHWRIGHT_MIRRORS_MB: z.coerce.number().int().nonnegative().optional(),
  PATCHWRIGHT_WHOLE_MIRROR_MB: z.coerce.number().int().nonnegative().optional(),
  PATCHWRIGHT_COMMAND_MINUTES: z.coerce.number().positive().default(10),
  PATCHWRIGHT_AUTHOR: z
    .string()
    .regex(/^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/, 'has the form "Name <name@example.com>"')
    .default('Patchwright <patchwright@localhost>'),
});

/** The part of a workspace's configuration that comes from the environment. */
export type WorkspaceSettings = Pick<
  WorkspaceConfig,
  | 'root'
  | 'tools'
  | 'sandbox'
  | 'cluster'
  | 'limits'
  | 'mirrorsMb'
  | 'wholeUpToMb'
  | 'committer'
  | 'registries'
  | 'installScripts'
>;

/** Where work trees lie and what commands find there. Throws a ZodError that names the variable. */
export function readWorkspaceSettings(
  environment: Readonly<Record<string, string | undefined>>,
): WorkspaceSettings {
  const variables = Variables.parse(environment);
  const list = (text: string): readonly string[] =>
    text.split(delimiter).filter((part) => part !== '');
  const words = (text: string): readonly string[] =>
    text.split(/[\s,]+/).filter((word) => word !== '');
  const nodeModules = variables.PATCHWRIGHT_TOOL_NODE_MODULES;
  const root = variables.PATCHWRIGHT_WORKSPACE ?? ownRoot();
  const cluster = clusterOf(variables, root);
  return {
    root,
    tools: {
      path: list(variables.PATCHWRIGHT_TOOL_PATH),
      folders: list(variables.PATCHWRIGHT_TOOL_FOLDERS),
      ...(nodeModules ? { nodeModules } : {}),
      env: variables.PATCHWRIGHT_TOOL_ENV,
    },
    sandbox: variables.PATCHWRIGHT_SANDBOX,
    ...(cluster === undefined ? {} : { cluster }),
    registries: words(variables.PATCHWRIGHT_REGISTRIES),
    installScripts: words(variables.PATCHWRIGHT_INSTALL_SCRIPTS),
    ...(variables.PATCHWRIGHT_MIRRORS_MB === undefined
      ? {}
      : { mirrorsMb: variables.PATCHWRIGHT_MIRRORS_MB }),
    ...(variables.PATCHWRIGHT_WHOLE_MIRROR_MB === undefined
      ? {}
      : { wholeUpToMb: variables.PATCHWRIGHT_WHOLE_MIRROR_MB }),
    limits: { timeoutMs: variables.PATCHWRIGHT_COMMAND_MINUTES * 60_000 },
    committer: readAuthor(environment),
  };
}

function clusterOf(
  variables: z.infer<typeof Variables>,
  root: string,
): WorkspaceConfig['cluster'] | undefined {
  const { PATCHWRIGHT_SANDBOX_IMAGE: image, PATCHWRIGHT_SANDBOX_CLAIM: claim } = variables;
  if (image === undefined || claim === undefined) return undefined;
  const registryProxy = variables.PATCHWRIGHT_SANDBOX_REGISTRY_PROXY;
  return {
    namespace: variables.PATCHWRIGHT_SANDBOX_NAMESPACE,
    image,
    claim,
    root,
    runtimeClass: variables.PATCHWRIGHT_SANDBOX_RUNTIME_CLASS,
    ...(registryProxy === undefined ? {} : { registryProxy }),
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
