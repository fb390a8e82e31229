import { type ObjectStore, Objm } from '@nats-io/obj';
import { sha256 } from '@patchwright/events';
import { Retryable, Terminal } from '@patchwright/faults';
import { isPassing } from './broker-errors.ts';
import type { Blobs } from './bus.ts';
import type { Connection } from './connection.ts';
import { stores } from './streams.ts';

const READS = 3;
/** Eight mebibytes take two thirds of a second on a cluster; megabytes more take their time. */
const PATIENCE_MS = 30_000;

/** Large values in the object store. */
export function openBlobs(connection: Connection): Blobs {
  let opened: Promise<ObjectStore> | undefined;

  function store(): Promise<ObjectStore> {
    opened ??= new Objm(connection.js).open(stores.blobs, { check: false });
    return opened;
  }

  async function keep(name: string, bytes: Uint8Array, mediaType: string): Promise<void> {
    await connection.ask(
      `storing ${name}`,
      async () => {
        const objects = await store();
        const present = await objects.info(name);
        if (present !== null && !present.deleted && present.size === bytes.length) return;
        await objects.putBlob({ name, metadata: { mediaType } }, bytes);
      },
      PATIENCE_MS,
    );
  }

  async function find(name: string): Promise<Uint8Array | undefined> {
    return connection.ask(
      `reading ${name}`,
      async () => {
        for (let read = 1; ; read += 1) {
          try {
            return (await (await store()).getBlob(name)) ?? undefined;
          } catch (error) {
            // Two writers of one name: the second removes the first one's chunks under a reader.
            if (isPassing(error) || read === READS) throw error;
          }
        }
      },
      PATIENCE_MS,
    );
  }

  return {
    async put(bytes, mediaType) {
      const ref = `sha256-${sha256(bytes)}`;
      await keep(ref, bytes, mediaType);
      return { ref, size: bytes.length, mediaType };
    },

    async get(ref) {
      const bytes = await find(ref.ref);
      if (bytes === undefined) throw new Terminal(`blob ${ref.ref} is not there`);
      if (`sha256-${sha256(bytes)}` !== ref.ref) {
        throw new Retryable(`blob ${ref.ref} was read with a fault`);
      }
      return bytes;
    },

    putNamed: (name, bytes) => keep(name, bytes, 'application/octet-stream'),
    getNamed: find,
  };
}
