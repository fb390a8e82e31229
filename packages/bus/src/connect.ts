import { nuid } from '@nats-io/transport-node';
import { openBlobs } from './blobs.ts';
import type { Bus, BusOptions } from './bus.ts';
import { openConnection } from './connection.ts';
import { openDeadLetters } from './dead-letters.ts';
import { openInbox } from './inbox.ts';
import { openJournal } from './journal.ts';
import { openLog } from './log.ts';
import { publishOrThrow } from './publish.ts';
import { probeSubject } from './streams.ts';
import { openSwitches } from './switches.ts';
import { openTimers } from './timers.ts';
import { openViews } from './views/views.ts';
import { openWork } from './work.ts';

const PROBE_MS = 3000;

/**
 * Connects a process to the mesh. The connection comes back by itself, for ever, until the bus is disposed.
 * Throws Retryable when the broker cannot be reached now.
 */
export async function connectBus(options: BusOptions): Promise<Bus> {
  const connection = await openConnection(options);
  const blobs = openBlobs(connection);
  const probeOwn = `${probeSubject}.${nuid.next()}`;

  async function probe(): Promise<number> {
    const start = performance.now();
    await publishOrThrow(connection, probeOwn, new Uint8Array(), undefined, PROBE_MS);
    return performance.now() - start;
  }

  return {
    log: openLog(connection),
    journal: openJournal(connection),
    inbox: openInbox(connection, blobs),
    work: openWork(connection),
    timers: openTimers(connection),
    blobs,
    views: openViews(connection),
    switches: openSwitches(connection),
    deadLetters: openDeadLetters(connection),
    probe,
    closed: connection.closed,
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}
