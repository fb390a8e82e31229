import { errors, nuid } from '@nats-io/transport-node';
import type { Connection } from './connection.ts';
import { headerOf, type Stored, toMilliseconds } from './stored.ts';

const BATCH = 1000;
const TIMEOUT_MS = 5000;

/**
 * All messages on `filter` from `fromSeq`, in order, read from whichever replica answers: fast, and perhaps stale.
 * Rejects with the client's errors when nobody answers.
 */
export async function readDirect(
  connection: Connection,
  stream: string,
  filter: string,
  fromSeq: number,
): Promise<Stored[]> {
  const all: Stored[] = [];
  let next = fromSeq;
  for (;;) {
    const part = await readPart(connection, stream, filter, next);
    all.push(...part);
    const last = part.at(-1);
    if (last === undefined || part.length < BATCH) return all;
    next = last.seq + 1;
  }
}

function readPart(
  connection: Connection,
  stream: string,
  filter: string,
  seq: number,
): Promise<Stored[]> {
  const { nc } = connection;
  const reply = `${connection.inbox}.${nuid.next()}`;
  return new Promise<Stored[]>((resolve, reject) => {
    const part: Stored[] = [];
    const timer = setTimeout(() => end(new errors.TimeoutError()), TIMEOUT_MS);
    const subscription = nc.subscribe(reply, {
      callback: (error, message) => {
        if (error !== null) return end(error);
        const code = message.headers?.code ?? 0;
        if (code === 0) {
          part.push({
            subject: headerOf(message.headers, 'Nats-Subject') ?? '',
            seq: Number(headerOf(message.headers, 'Nats-Sequence')),
            body: message.data,
            time: toMilliseconds(headerOf(message.headers, 'Nats-Time-Stamp') ?? ''),
            header: (name) => headerOf(message.headers, name),
          });
          return;
        }
        // 204 ends a batch, 404 is an empty one.
        if (code === 204 || code === 404) return end();
        end(
          new errors.RequestError(`direct read answered ${code} ${message.headers?.description}`),
        );
      },
    });
    function end(error?: Error): void {
      clearTimeout(timer);
      subscription.unsubscribe();
      if (error === undefined) resolve(part);
      else reject(error);
    }
    const request = JSON.stringify({ seq, batch: BATCH, next_by_subj: filter });
    nc.publish(`$JS.API.DIRECT.GET.${stream}`, request, { reply });
  });
}
