import { digestOf } from './canonical.ts';
import type { MeshEvent, StoredEvent } from './event.ts';

/** The `prevHash` of an aggregate's first event. */
export const genesisHash = '0'.repeat(64);

/** Where an aggregate's history stands: the guard of the next append. */
export interface Head {
  /** Sequence in the stream of its last event; 0 before the first. */
  readonly seq: number;
  /** Number of its events. */
  readonly version: number;
  /** Chain hash of its last event. */
  readonly hash: string;
}

/** The head of an aggregate without a history. */
export const emptyHead: Head = { seq: 0, version: 0, hash: genesisHash };

/** What the chain binds of an event. */
export type ChainLink = Pick<
  MeshEvent,
  'prevHash' | 'id' | 'type' | 'version' | 'aggregate' | 'time' | 'actor' | 'causationId' | 'data'
>;

/**
 * The hash that the next event of the aggregate carries as `prevHash`: SHA-256 (hex) over the canonical JSON of what the chain
 * binds. It is over the event as it was written; for an event read from the log, take `StoredEvent.hash` instead, since its
 * data may have been lifted.
 */
export function chainHash(event: ChainLink): string {
  const { prevHash, id, type, version, time, actor, causationId, data } = event;
  const { kind, tenant, id: aggregateId } = event.aggregate;
  return digestOf({
    prevHash,
    id,
    type,
    version,
    aggregate: { kind, tenant, id: aggregateId },
    time,
    actor,
    causationId,
    data,
  });
}

/** The head of a history that ends with this event. */
export function headOf(event: StoredEvent): Head {
  return { seq: event.seq, version: event.aggVersion, hash: event.hash };
}

/** Where a chain breaks. */
export interface ChainFault {
  /** The event, by its position in the aggregate's history, that does not follow from its predecessor. */
  readonly version: number;
  readonly reason: string;
}

/** Checks a whole history, oldest first: positions without a gap, each event bound to the one before. `undefined` when it holds. */
export function chainFault(events: readonly StoredEvent[]): ChainFault | undefined {
  let head = emptyHead;
  for (const event of events) {
    if (event.aggVersion !== head.version + 1) {
      return {
        version: event.aggVersion,
        reason: `after event ${head.version} comes event ${event.aggVersion}`,
      };
    }
    if (event.prevHash !== head.hash) {
      return {
        version: event.aggVersion,
        reason: `${event.type} is bound to ${event.prevHash.slice(0, 12)}, but the event before it has ${head.hash.slice(0, 12)}`,
      };
    }
    if (event.seq <= head.seq) {
      return {
        version: event.aggVersion,
        reason: `sequence ${event.seq} does not follow ${head.seq}`,
      };
    }
    head = headOf(event);
  }
  return undefined;
}
