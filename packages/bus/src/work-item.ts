import { lanes, workKinds, workSubject } from '@patchwright/events';
import { z } from 'zod';
import type { WorkItem } from './bus.ts';
import { readJson, type Stored, writeJson } from './stored.ts';

const Item = z.object({
  kind: z.enum(workKinds),
  lane: z.enum(lanes),
  tenant: z.string(),
  id: z.string(),
  cause: z.string(),
  causeId: z.string(),
  causeSeq: z.number().int().nonnegative(),
  traceparent: z.string().exactOptional(),
});

/** Where an item lies. The same item always lies in the same place, which is what makes offering it twice harmless. */
export function subjectOf(item: WorkItem): string {
  return workSubject(item.kind, item.lane, item.tenant, item.id, item.cause);
}

/** The bytes of an item. */
export function encodeItem(item: WorkItem): Uint8Array {
  const { kind, lane, tenant, id, cause, causeId, causeSeq, traceparent } = item;
  return writeJson({ kind, lane, tenant, id, cause, causeId, causeSeq, traceparent });
}

/** The item of a message; `undefined` when it is none. */
export function decodeItem(message: Pick<Stored, 'body'>): WorkItem | undefined {
  try {
    return itemOf(readJson(message.body));
  } catch {
    return undefined;
  }
}

/** The item in a JSON value; `undefined` when it is none. */
export function itemOf(value: unknown): WorkItem | undefined {
  return Item.safeParse(value).data;
}
