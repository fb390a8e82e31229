// nats-server on this machine

// the mesh on a laptop
export { chooseStories } from './choose-stories.ts';
export { type OutsideControl, OutsideRefused } from './mesh/control.ts';
export { PortTaken } from './mesh/gateway-port.ts';
export {
  isAlive,
  type MeshRecord,
  runnerOf,
  STATE_FOLDER,
  writeMeshRecord,
} from './mesh/mesh-file.ts';
export { ModelKeyMissing, type ModelRoute, modelRoutes } from './mesh/model-route.ts';
export { readConfigs, type ServiceConfig } from './mesh/read-configs.ts';
export { replayServices, type ServiceReplay } from './mesh/replay-services.ts';
export { newSecrets } from './mesh/secrets.ts';
export type { Circumstances, OutsideUrls } from './mesh/service-environment.ts';
export { meshPaths, serviceEnvironment } from './mesh/service-environment.ts';
export {
  type Mesh,
  type MeshOptions,
  NODE_FLAGS,
  pythonFor,
  startMesh,
} from './mesh/start-mesh.ts';
export { type ProcessOrder, type Supervised, supervise } from './mesh/supervise.ts';
export type {
  Attempt,
  ClusterPlace,
  FindNatsServerOptions,
  FoundNatsServer,
  NatsCluster,
  NatsEnvironment,
  NatsServer,
  NatsSource,
  SourceContext,
  StartClusterOptions,
  StartNatsOptions,
} from './nats/index.ts';
export {
  cacheDirectory,
  dieWithParent,
  findNatsServer,
  freePorts,
  MINIMUM_VERSION,
  NatsServerMissing,
  natsEnvironment,
  PINNED_VERSION,
  ServerDidNotStart,
  startCluster,
  startNats,
} from './nats/index.ts';
// stories
export { type Happening, type PlayOptions, playScenario } from './play/play-scenario.ts';
export type { ChangedFile, Played, StoryResult } from './play/story-result.ts';
export { setStage } from './play/trigger.ts';
export { PROJECT, projectVersion } from './project.ts';
export { entryPath, type Need, type RosterEntry, roster, rosterEntry } from './roster.ts';
export { fetchBubblewrap } from './sandbox/fetch-bubblewrap.ts';
export { type LocalSandbox, prepareSandbox, sandboxNotice } from './sandbox/prepare-sandbox.ts';
export { loadScenario } from './scenario/load-scenario.ts';
export { storySource } from './scenario/make-history.ts';
export type { Scenario } from './scenario/scenario.ts';
export { ScenarioFault, type ScenarioProblem } from './scenario/scenario-fault.ts';
export { type AskedProgram, askProgram } from './toolchain/ask-program.ts';
export { findClaudeCode } from './toolchain/claude-code.ts';
export { findProgram } from './toolchain/find-program.ts';
export { prepareToolchain } from './toolchain/toolchain.ts';
