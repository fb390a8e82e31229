// nats-server on this machine
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
  NATS_SOURCES,
  NatsServerMissing,
  natsEnvironment,
  PINNED_VERSION,
  ServerDidNotStart,
  startCluster,
  startNats,
} from './nats/index.ts';
