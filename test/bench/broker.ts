import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, connectBus, provision } from '@patchwright/bus';
import { startNats } from '@patchwright/local/nats';
import { cpuUsOf } from './processes/cpu-of.ts';
import { openRaw, type Raw } from './raw/open-raw.ts';

/** How often the broker syncs to the disk: with every acknowledgement (our default), or every ten milliseconds. */
export type Sync = 'always' | '10ms';

/** A real nats-server of its own, set up for the mesh, gone at the end with all that was written. */
export interface Broker extends AsyncDisposable {
  readonly url: string;
  readonly sync: Sync;
  /** Connects one more bus, which is disconnected with the broker at the latest. */
  readonly connect: (name: string) => Promise<Bus>;
  /** Connects one more bare client, likewise. */
  readonly raw: (name: string) => Promise<Raw>;
  /** Processor time that the server has used since its start, in microseconds; `undefined` where the system does not tell. */
  readonly cpuUs: () => Promise<number | undefined>;
}

/** Starts one on loopback. */
export async function startBroker(sync: Sync): Promise<Broker> {
  const storeDir = await mkdtemp(join(tmpdir(), 'patchwright-bench-'));
  const server = await startNats({ storeDir, syncInterval: sync });
  const { url } = server;
  await provision({ url, name: 'bench-provision', replicas: 1 });
  const open: AsyncDisposable[] = [];
  return {
    url,
    sync,
    async connect(name) {
      const bus = await connectBus({ url, name });
      open.push(bus);
      return bus;
    },
    async raw(name) {
      const raw = await openRaw(url, name);
      open.push(raw);
      return raw;
    },
    cpuUs: () => cpuUsOf(server.pid),
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((one) => one[Symbol.asyncDispose]()));
      await server.stop();
      await rm(storeDir, { recursive: true, force: true });
    },
  };
}
