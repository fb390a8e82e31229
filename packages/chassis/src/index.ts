// Loops speak with the mesh through the bus of their context; services name its types here.
export type {
  Bus,
  DeadLetter,
  Fired,
  InboxMessage,
  Row,
  ViewDefinition,
  ViewReader,
  WorkItem,
} from '@patchwright/bus';
export { capsOf, readBudgets, type Spending, spendingPort } from './budgets.ts';
export { type Claim, type Claimed, claimsOn, madeOnce } from './claim.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Difference, differences } from './differences.ts';
export { type HealthAnswer, healthz, METRICS_TYPE, readyz } from './health.ts';
export {
  type EntryData,
  type EntryName,
  entrySchemas,
  type Kept,
  type RecordedFault,
  runName,
} from './journal-keys.ts';
export { type LogOptions, openLog, type ServiceLog, silentLog } from './log.ts';
export { parsePolicy, readPolicy } from './read-policy.ts';
export { type RecordedRead, type RecordedWrite, type RunRecord, readRecord } from './record.ts';
export { type Replaying, replayTask } from './replay.ts';
export { ReplayMiss } from './replay-miss.ts';
export { type Rules, readRules, rulesPort } from './rules-port.ts';
export { type RunOptions, runService } from './run-service.ts';
export { RunStopped } from './run-stopped.ts';
export {
  type About,
  about,
  type CommandMeta,
  type CommandOutcome,
  defineService,
  type Log,
  type PortContext,
  type PortDefinitions,
  type Question,
  type RecordedWorld,
  type ReplayReport,
  type ServiceContext,
  type ServiceDefinition,
  type Work,
  type World,
} from './service.ts';
export { readServiceSettings, type ServiceSettings, secretFrom } from './service-config.ts';
export { type RunningService, type StartOptions, startService } from './start-service.ts';
export { beginTrace, type Trace } from './telemetry.ts';
export { createTurns, type Turns } from './turns.ts';
export { defaultPace, type Pace } from './workshop.ts';
