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
  const live = await Promise.all(wanted.map(({ name }) => liveStream(connection, name)));
  const lanes = laneDefinitions();
  const hasWork = wanted.some(({ name }, index) => name === streams.work && live[index]);
  const known = hasWork ? await liveDurables(connection) : new Map<string, object>();
  const liveLanes = lanes.map((definition) => known.get(definition.durable_name));
  refuseDangers([
    ...wanted.flatMap((definition, index) => {
      const config = live[index];
      const name = `stream ${definition.name}`;
      return config ? [{ name, differences: streamDifferences(config, definition) }] : [];
    }),
    ...lanes.flatMap((definition, index) => {
      const config = liveLanes[index];
      const name = `durable ${definition.durable_name}`;
      return config ? [{ name, differences: durableDifferences(config, definition) }] : [];
    }),
  ]);
  const streamsDone = await Promise.all(
    wanted.map((definition, index) => bringStream(connection, definition, live[index])),
  );
  const lanesDone = await Promise.all(
    lanes.map((definition, index) => bringDurable(connection, definition, liveLanes[index])),
  );
  const done = [...streamsDone, ...lanesDone];
  const namesOf = (what: Done['what']) =>
    done.filter((one) => one.what === what).map((one) => one.name);
  return {
    serverVersion,
    created: namesOf('created'),
    updated: namesOf('updated'),
    unchanged: namesOf('unchanged'),
  };
}

interface Done {
  readonly name: string;
  readonly what: 'created' | 'updated' | 'unchanged';
}

/** Throws UnsafeBroker when the server is too old or has JetStream switched off; else its version. */
function checkServer(connection: Connection): string {
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
  found: readonly { readonly name: string; readonly differences: readonly Difference[] }[],
): void {
  const reasons = found.flatMap(({ name, differences }) =>
    differences
      .filter((difference) => difference.dangerous)
      .map(
        ({ setting, live, wanted }) =>
          `${name} has ${setting} ${JSON.stringify(live)} where the code says ${JSON.stringify(wanted)}`,
      ),
  );
  if (reasons.length > 0) throw new UnsafeBroker(reasons);
}

async function bringStream(
  connection: Connection,
  definition: StreamDefinition,
  live: Partial<StreamConfig> | undefined,
): Promise<Done> {
  const { jsm } = connection;
  const { name } = definition;
  if (live === undefined) {
    await connection.ask(`creating ${name}`, () => jsm.streams.add(definition), PATIENCE_MS);
    return { name, what: 'created' };
  }
  if (streamDifferences(live, definition).length === 0) return { name, what: 'unchanged' };
  await connection.ask(`updating ${name}`, () => jsm.streams.update(name, definition), PATIENCE_MS);
  return { name, what: 'updated' };
}

async function bringDurable(
  connection: Connection,
  definition: DurableDefinition,
  live: object | undefined,
): Promise<Done> {
  const { consumers } = connection.jsm;
  const name = definition.durable_name;
  if (live === undefined) {
    await connection.ask(
      `creating ${name}`,
      () => consumers.add(streams.work, definition),
      PATIENCE_MS,
    );
    return { name, what: 'created' };
  }
  if (durableDifferences(live, definition).length === 0) return { name, what: 'unchanged' };
  const change: Partial<ConsumerUpdateConfig> = definition;
  await connection.ask(
    `updating ${name}`,
    () => consumers.update(streams.work, name, change),
    PATIENCE_MS,
  );
  return { name, what: 'updated' };
}
