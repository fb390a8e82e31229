import type { ConsumerUpdateConfig, StreamConfig } from '@nats-io/jetstream';
import { streams } from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import { codes, hasCode } from './broker-errors.ts';
import type { BusOptions, ProvisionOptions } from './bus.ts';
import { type Difference, durableDifferences, streamDifferences } from './config-diff.ts';
import { type Connection, openConnection } from './connection.ts';
import { isNewEnough, minimumServer } from './server-version.ts';
import {
  type DurableDefinition,
  laneDefinitions,
  type StreamDefinition,
  streamDefinitions,
} from './streams.ts';

/** What provisioning found and did; names are those of streams and durables. */
export interface ProvisionReport {
  readonly serverVersion: string;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
}

/** The start-up guard refused: the server is not what the mesh may rest on. Nothing was changed. */
export class UnsafeBroker extends Terminal {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`the NATS server cannot be used as it is: ${reasons.join('; ')}`);
    this.reasons = reasons;
  }
}

/** Through an election or the forming of a cluster. */
const PATIENCE_MS = 30_000;

/**
 * Sets up streams, durables and buckets. Doing it again changes nothing.
 * Throws UnsafeBroker, before anything is changed, when the server is too old or what is there differs dangerously
 * from the code; Retryable when the server cannot be reached.
 */
export async function provision(options: BusOptions & ProvisionOptions): Promise<ProvisionReport> {
  await using connection = await openConnection(options);
  const serverVersion = checkServer(connection);
  const wanted = streamDefinitions(options);
  const live = new Map<string, Partial<StreamConfig>>();
  for (const definition of wanted) {
    const config = await liveStream(connection, definition.name);
    if (config !== undefined) live.set(definition.name, config);
  }
  const lanes = laneDefinitions();
  const liveLanes = live.has(streams.work) ? await liveDurables(connection) : new Map();
  refuseDangers(wanted, live, lanes, liveLanes);

  const report: Report = { created: [], updated: [], unchanged: [] };
  for (const definition of wanted) {
    await bringStream(connection, definition, live.get(definition.name), report);
  }
  for (const definition of lanes) {
    await bringDurable(connection, definition, liveLanes.get(definition.durable_name), report);
  }
  return { serverVersion, ...report };
}

interface Report {
  readonly created: string[];
  readonly updated: string[];
  readonly unchanged: string[];
}

/** Throws UnsafeBroker when the server is too old or has JetStream switched off; else its version. */
export function checkServer(connection: Connection): string {
  const info = connection.nc.info;
  const version = info?.version ?? '0.0.0';
  if (!isNewEnough(version)) {
    throw new UnsafeBroker([
      `it is version ${version}, and the mesh needs ${minimumServer} or newer`,
    ]);
  }
  if (info?.jetstream !== true) throw new UnsafeBroker(['JetStream is switched off']);
  return version;
}

async function liveStream(
  connection: Connection,
  name: string,
): Promise<Partial<StreamConfig> | undefined> {
  return connection.ask(
    `looking at stream ${name}`,
    async () => {
      try {
        return (await connection.jsm.streams.info(name)).config;
      } catch (error) {
        if (hasCode(error, codes.streamNotFound)) return undefined;
        throw error;
      }
    },
    PATIENCE_MS,
  );
}

async function liveDurables(connection: Connection): Promise<Map<string, object>> {
  return connection.ask(
    'looking at the work lanes',
    async () => {
      const found = new Map<string, object>();
      for await (const info of connection.jsm.consumers.list(streams.work)) {
        found.set(info.name, info.config);
      }
      return found;
    },
    PATIENCE_MS,
  );
}

function refuseDangers(
  wanted: readonly StreamDefinition[],
  live: ReadonlyMap<string, Partial<StreamConfig>>,
  lanes: readonly DurableDefinition[],
  liveLanes: ReadonlyMap<string, object>,
): void {
  const reasons: string[] = [];
  for (const definition of wanted) {
    const config = live.get(definition.name);
    if (config === undefined) continue;
    reasons.push(...dangers(`stream ${definition.name}`, streamDifferences(config, definition)));
  }
  for (const definition of lanes) {
    const config = liveLanes.get(definition.durable_name);
    if (config === undefined) continue;
    const found = durableDifferences(config, definition);
    reasons.push(...dangers(`durable ${definition.durable_name}`, found));
  }
  if (reasons.length > 0) throw new UnsafeBroker(reasons);
}

function dangers(where: string, found: readonly Difference[]): string[] {
  return found
    .filter((difference) => difference.dangerous)
    .map(
      ({ setting, live, wanted }) =>
        `${where} has ${setting} ${JSON.stringify(live)} where the code says ${JSON.stringify(wanted)}`,
    );
}

async function bringStream(
  connection: Connection,
  definition: StreamDefinition,
  live: Partial<StreamConfig> | undefined,
  report: Report,
): Promise<void> {
  const { jsm } = connection;
  const { name } = definition;
  if (live === undefined) {
    await connection.ask(`creating ${name}`, () => jsm.streams.add(definition), PATIENCE_MS);
    report.created.push(name);
  } else if (streamDifferences(live, definition).length > 0) {
    await connection.ask(
      `updating ${name}`,
      () => jsm.streams.update(name, definition),
      PATIENCE_MS,
    );
    report.updated.push(name);
  } else {
    report.unchanged.push(name);
  }
}

async function bringDurable(
  connection: Connection,
  definition: DurableDefinition,
  live: object | undefined,
  report: Report,
): Promise<void> {
  const { jsm } = connection;
  const name = definition.durable_name;
  if (live === undefined) {
    await connection.ask(
      `creating ${name}`,
      () => jsm.consumers.add(streams.work, definition),
      PATIENCE_MS,
    );
    report.created.push(name);
  } else if (durableDifferences(live, definition).length > 0) {
    const change: Partial<ConsumerUpdateConfig> = definition;
    await connection.ask(
      `updating ${name}`,
      () => jsm.consumers.update(streams.work, name, change),
      PATIENCE_MS,
    );
    report.updated.push(name);
  } else {
    report.unchanged.push(name);
  }
}
