import { setTimeout as pause } from 'node:timers/promises';
import { Retryable, Terminal } from '@patchwright/faults';
import type { Ack, HeaderRecord } from './ack-window.ts';
import { codes } from './broker-errors.ts';
import type { Connection } from './connection.ts';

/** A refusal that means something to the caller, or a stored message. */
export type Published = Extract<Ack, { kind: 'stored' | 'refused' }>;

/**
 * Publishes what may safely be published twice, until the broker has answered it.
 * A refusal is returned, save those that pass (an election) or mean that nothing more fits.
 * `unsure` is true when an earlier try may have landed. Throws Retryable after `patienceMs`.
 */
export async function publishSurely(
  connection: Connection,
  subject: string,
  body: Uint8Array,
  headers: HeaderRecord | undefined,
  patienceMs: number,
): Promise<Published & { readonly unsure: boolean }> {
  const deadline = performance.now() + patienceMs;
  let unsure = false;
  for (let attempt = 0; ; attempt += 1) {
    const ack = await connection.window.publish(subject, body, headers);
    if (ack.kind === 'stored') return { ...ack, unsure };
    if (ack.kind === 'refused' && ack.status !== 503) return { ...ack, unsure };
    if (ack.kind === 'refused' && ack.code === codes.storeFailed) return { ...ack, unsure };
    unsure ||= ack.kind === 'unknown';
    if (performance.now() >= deadline || connection.nc.isClosed()) {
      throw new Retryable(
        `${subject} could not be stored: ${'reason' in ack ? ack.reason : ack.kind}`,
      );
    }
    await pause(Math.min(200, 10 * 2 ** attempt) * (0.5 + Math.random()));
    if (!connection.isUp()) await connection.up(Math.max(1, deadline - performance.now()));
  }
}

/** As `publishSurely` where every refusal is a failure: Retryable when nothing more fits, else Terminal. Resolves with the sequence. */
export async function publishOrThrow(
  connection: Connection,
  subject: string,
  body: Uint8Array,
  headers: HeaderRecord | undefined,
  patienceMs = 10_000,
): Promise<number> {
  const ack = await publishSurely(connection, subject, body, headers, patienceMs);
  if (ack.kind === 'stored') return ack.seq;
  const message = `${subject} was refused: ${ack.reason} (${ack.code})`;
  throw ack.code === codes.storeFailed ? new Retryable(message) : new Terminal(message);
}
