import { streams, timerSubjects, token } from '@patchwright/events';
import { messageOf } from '@patchwright/faults';
import type { HeaderRecord } from './ack-window.ts';
import type { Fired, Timers } from './bus.ts';
import type { Connection } from './connection.ts';
import { jittered, takeFromDurable } from './durable.ts';
import { lastOf } from './history.ts';
import { publishOrThrow } from './publish.ts';
import type { Delivery } from './pull.ts';
import { readJson, type Stored, writeJson } from './stored.ts';

/** How long a fire waits for somebody to take it. */
const FIRED_TTL = '168h';
const ACK_WAIT_MS = 10_000;
const RETRY_MS = [500, 2000, 5000, 30_000];
const MAX_DELIVER = 20;

/** Timers on the TIMERS stream: scheduled messages of the broker, which need no process of ours to be alive. */
export function openTimers(connection: Connection): Timers {
  return {
    async set(timer) {
      const { set, fired } = timerSubjects(timer.tenant, timer.kind, timer.id, timer.name);
      const headers = scheduled(`@at ${timer.at.toISOString()}`, fired);
      await publishOrThrow(connection, set, writeJson(timer.payload ?? null), headers);
    },

    async every(timer) {
      const { set, fired } = timerSubjects(timer.tenant, timer.kind, timer.id, timer.name);
      const headers = scheduled(timer.pattern, fired);
      const body = writeJson(timer.payload ?? null);
      const present = await connection.ask('reading a timer', () =>
        lastOf(connection, streams.timers, set),
      );
      // Setting it anew would start its interval anew, with every process that starts.
      if (present !== undefined && isSame(present, headers, body)) return;
      await publishOrThrow(connection, set, body, headers);
    },

    async cancel(timer) {
      const { set } = timerSubjects(timer.tenant, timer.kind, timer.id, timer.name);
      await connection.ask('cancelling a timer', () =>
        connection.jsm.streams.purge(streams.timers, { filter: set }),
      );
    },

    async pending(tenant, kind, id) {
      const prefix = `mesh.v1.timer.${token(tenant)}.${token(kind)}.${token(id)}.`;
      const info = await connection.ask('listing timers', () =>
        connection.jsm.streams.info(streams.timers, { subjects_filter: `${prefix}>` }),
      );
      return Object.keys(info.state.subjects ?? {})
        .map((subject) => subject.slice(prefix.length))
        .sort();
    },

    consume: (options) => consume(connection, options),
  };
}

function scheduled(schedule: string, target: string): HeaderRecord {
  return {
    'Nats-Schedule': schedule,
    'Nats-Schedule-Target': target,
    'Nats-Schedule-TTL': FIRED_TTL,
  };
}

function isSame(present: Stored, headers: HeaderRecord, body: Uint8Array): boolean {
  return (
    Object.entries(headers).every(([name, value]) => present.header(name) === value) &&
    Buffer.compare(present.body, body) === 0
  );
}

function consume(connection: Connection, options: Parameters<Timers['consume']>[0]): Promise<void> {
  async function handle(delivery: Delivery): Promise<void> {
    try {
      await options.handle(toFired(delivery));
    } catch (error) {
      const where = `${options.durable} will see ${delivery.subject} again`;
      connection.say('warn', where, messageOf(error));
      delivery.nak(jittered(RETRY_MS, delivery.count));
      return;
    }
    await delivery.ack();
  }

  return takeFromDurable(connection, {
    stream: streams.timers,
    durable: options.durable,
    filter: 'mesh.v1.fired.>',
    concurrency: 4,
    maxHeld: 64,
    ackWaitMs: ACK_WAIT_MS,
    maxDeliver: MAX_DELIVER,
    handle,
    signal: options.signal,
  });
}

function toFired(message: Stored): Fired {
  const [, , , tenant = '', kind = '', id = '', name = ''] = message.subject.split('.');
  return { tenant, kind, id, name, payload: readJson(message.body), at: message.time };
}
