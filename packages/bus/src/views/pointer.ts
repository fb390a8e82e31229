import { nuid } from '@nats-io/transport-node';
import { token } from '@patchwright/events';
import { messageOf } from '@patchwright/faults';
import { z } from 'zod';
import { appendGuarded } from '../append.ts';
import type { Connection } from '../connection.ts';
import { lastOf } from '../history.ts';
import { readOrdered } from '../ordered.ts';
import { readJson, type Stored, writeJson } from '../stored.ts';
import { stores } from '../streams.ts';

const Body = z.object({
  bucket: z.string(),
  /** The version of the definition that the bucket was made by. */
  version: z.string(),
  /** The bucket before, kept for those who still read it. */
  previous: z.string().optional(),
});

/** Which bucket holds a view at present. `revision` guards the next switch. */
export type Pointer = z.infer<typeof Body> & { readonly revision: number };

const STREAM = `KV_${stores.pointers}`;

/** Where a view's readers look, as the leader has it. */
export async function readPointer(
  connection: Connection,
  name: string,
): Promise<Pointer | undefined> {
  const found = await connection.ask(`looking for view ${name}`, () =>
    lastOf(connection, STREAM, subject(name)),
  );
  return found === undefined ? undefined : toPointer(found);
}

/** Switches readers over; `undefined` when somebody else has done so since `present` was read. */
export async function switchPointer(
  connection: Connection,
  name: string,
  present: Pointer | undefined,
  next: Omit<Pointer, 'revision'>,
): Promise<Pointer | undefined> {
  const guard = { stream: STREAM, filter: subject(name), lastSeq: present?.revision ?? 0 };
  const message = { subject: subject(name), headers: {}, body: writeJson(next), id: nuid.next() };
  const outcome = await appendGuarded(connection, guard, [message]);
  return outcome.kind === 'conflict' ? undefined : { ...next, revision: outcome.seq };
}

/** Knows where a view lies, from the first question on for as long as the connection lasts. */
export interface PointerFollower {
  readonly current: () => Promise<Pointer | undefined>;
  /** Calls back after each switch, until the returned function is called. */
  readonly onSwitch: (switched: () => void) => () => void;
}

/** Follows the pointer of one view. */
export function followPointer(connection: Connection, name: string): PointerFollower {
  const listeners = new Set<() => void>();
  let known: Pointer | undefined;
  let following = false;

  function learn(pointer: Pointer | undefined): void {
    if (pointer === undefined || pointer.revision <= (known?.revision ?? 0)) return;
    known = pointer;
    for (const switched of [...listeners]) switched();
  }

  async function follow(): Promise<void> {
    const stop = new AbortController();
    void connection.closed.then(() => stop.abort());
    const parts = readOrdered(connection, {
      stream: STREAM,
      filter: subject(name),
      fromSeq: 1,
      newestOnly: true,
      signal: stop.signal,
    });
    for await (const { messages } of parts) {
      for (const message of messages) learn(toPointer(message));
    }
  }

  function start(): void {
    if (following) return;
    following = true;
    follow()
      .catch((error: unknown) => connection.say('warn', `view ${name}`, messageOf(error)))
      .finally(() => {
        following = false;
      });
  }

  return {
    async current() {
      start();
      if (known === undefined) learn(await readPointer(connection, name));
      return known;
    },
    onSwitch(switched) {
      start();
      listeners.add(switched);
      return () => listeners.delete(switched);
    },
  };
}

function subject(name: string): string {
  return `$KV.${stores.pointers}.${token(name)}`;
}

function toPointer(message: Stored): Pointer | undefined {
  const body = Body.safeParse(readJson(message.body)).data;
  return body === undefined ? undefined : { ...body, revision: message.seq };
}
