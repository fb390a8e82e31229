// The workspace as a port
export { affectedTests, type PackageTests, packageFolders } from './affected-tests.ts';
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
export { type FirstTest, firstTest } from './first-test.ts';
// Pure parts that others use on their own
export { isProtectedBranch } from './git/branch-rules.ts';
// What its configuration is made of
export type { CheckpointStore } from './git/checkpoint-store.ts';
export { directoryCheckpoints } from './git/checkpoint-store.ts';
export { pathRefusal } from './git/path-refusal.ts';
export type { Remote, RemoteUse } from './git/remote.ts';
export { byPackage, type PackageLines } from './parse/by-package.ts';
export { parseCounts } from './parse/parse-counts.ts';
export type { SandboxChoice, SandboxCircumstances } from './sandbox/choose-sandbox.ts';
export { chooseSandbox, HOW_TO_GET_ONE, trySandbox } from './sandbox/choose-sandbox.ts';
export type { ClusterSettings } from './sandbox/kubernetes/job-manifest.ts';
export { jobManifest, networkPolicies } from './sandbox/kubernetes/job-manifest.ts';
export { allowsHost } from './sandbox/network/egress-policy.ts';
export type { Sandbox, SandboxCommand, SandboxKind, SandboxResult } from './sandbox/sandbox.ts';
export { SANDBOX_KINDS } from './sandbox/sandbox.ts';
export { readAuthor, readWorkspaceSettings, type WorkspaceSettings } from './settings.ts';
export type { ProgramEnd, ProgramStart, RunningProgram } from './start-program.ts';
export { startProgram } from './start-program.ts';
export type {
  CommandResult,
  Installed,
  OutputRef,
  SuiteCounts,
  Toolchain,
  Workspace,
} from './workspace.ts';
export type { WorkspacePort } from './workspace-port.ts';
export { workspacePort } from './workspace-port.ts';
