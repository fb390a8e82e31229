import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '@patchwright/local/nats';
import type { Figures } from '../benchmark.ts';
import type { Broker } from '../broker.ts';
import { serviceEnvironment } from '../processes/service-environment.ts';
import { mainOf } from '../processes/service-mains.ts';
import { startChild } from '../processes/start-child.ts';
import { openClient } from './client.ts';
import { fire } from './fire.ts';
import { paced } from './paced.ts';
import { makeDeliveries, SECRET } from './payloads.ts';

/** Something that answers webhooks, in a process of its own. */
export interface Door extends AsyncDisposable {
  /** As fast as it answers, over so many connections. */
  readonly measure: (count: number, connections: number) => Promise<Figures>;
  /** So many a second, however fast it answers. */
  readonly pace: (count: number, perSecond: number) => Promise<Figures>;
}

/** Which door: ours whole, ours without working off what is stored, or by hand; `echo` only reads the body and answers. */
export type DoorKind = 'gateway' | 'door' | 'window' | 'stock' | 'parse' | 'echo';

const REST_MS = 120_000;
let runs = 0;

/** Opens a door on a free port of this machine. The doors by hand need the stream `RAWHOOKS`. */
export async function openDoor(broker: Broker, kind: DoorKind): Promise<Door> {
  const [port = 0] = await freePorts(1);
  const child = await startChild(...processOf(kind, broker.url, port));
  const { jsm } = await broker.raw('bench-rest');

  /** What was stored is worked off meanwhile; the rest of it must not burden whoever is measured next. */
  async function comeToRest(): Promise<void> {
    const deadline = performance.now() + REST_MS;
    for (;;) {
      const { num_pending, num_ack_pending } = await jsm.consumers.info('INBOX', 'ingest');
      if (num_pending + num_ack_pending === 0) return;
      if (performance.now() > deadline) throw new Error('the inbox was not worked off in time');
      await pause(50);
    }
  }

  const url = `http://127.0.0.1:${port}/webhooks/github`;
  const client = openClient(url);

  return {
    async pace(count, perSecond) {
      runs += 1;
      const deliveries = makeDeliveries(`paced${runs}`, count);
      const figures = await paced(perSecond, count, (index) => client.post(deliveries[index]));
      if (kind === 'gateway') await comeToRest();
      return figures;
    },
    async measure(count, connections) {
      runs += 1;
      const deliveries = makeDeliveries(`run${runs}`, count);
      const before = await child.cpuUs();
      const figures = await fire(url, deliveries, connections);
      const after = await child.cpuUs();
      if (kind === 'gateway') await comeToRest();
      return before === undefined || after === undefined
        ? figures
        : { ...figures, cpuUs: (after - before) / count };
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await child[Symbol.asyncDispose]();
    },
  };
}

function processOf(
  kind: DoorKind,
  url: string,
  port: number,
): readonly [string, Readonly<Record<string, string>>] {
  const here = (file: string) => new URL(file, import.meta.url).href;
  if (kind === 'gateway' || kind === 'door') {
    const environment = {
      ...serviceEnvironment(url),
      PATCHWRIGHT_HTTP_PORT: String(port),
      GITHUB_WEBHOOK_SECRET: SECRET,
    };
    return [kind === 'gateway' ? mainOf('gateway') : here('./door-main.ts'), environment];
  }
  const byHand = { NATS_URL: url, BENCH_DOOR: kind, BENCH_PORT: String(port) };
  return [here('./raw-server.ts'), byHand];
}
