// The workspace as a port
export type {
  Identity,
  Limits,
  OutputStore,
  Tools,
  WorkspaceConfig,
} from './config.ts';
export {
  DEFAULT_COMMITTER,
  DEFAULT_LIMITS,
  DEFAULT_PROTECTED_BRANCHES,
} from './config.ts';
export { excerptOf } from './excerpt.ts';
// Pure parts that others use on their own
export { isProtectedBranch } from './git/branch-rules.ts';
// What its configuration is made of
export type { CheckpointStore } from './git/checkpoint-store.ts';
export { directoryCheckpoints } from './git/checkpoint-store.ts';
export { pathRefusal } from './git/path-refusal.ts';
export type { Remote } from './git/remote.ts';
export { parseCounts } from './parse/parse-counts.ts';
export type { SandboxChoice } from './sandbox/choose-sandbox.ts';
export { readAuthor, readWorkspaceSettings, type WorkspaceSettings } from './settings.ts';
export type {
  CommandResult,
  OutputRef,
  SuiteCounts,
  Toolchain,
  Workspace,
} from './workspace.ts';
export type { WorkspacePort } from './workspace-port.ts';
export { workspacePort } from './workspace-port.ts';
