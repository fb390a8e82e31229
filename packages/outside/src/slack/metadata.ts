import { shortDigest } from '../digest.ts';
import type { MessageAnswer } from './schemas.ts';

const EVENT = 'patchwright';
/** A message that is updated for months keeps its newest updates only. */
const REMEMBERED = 50;

/** What a message of ours says about itself where people do not see it. */
export interface Origin {
  /** The intent that posted it. */
  readonly key: string;
  /** Digests of the intents that rewrote it, oldest first. */
  readonly updates: readonly string[];
}

/** Reads a message's origin; `undefined` for messages that are not ours. */
export function originOf(message: MessageAnswer): Origin | undefined {
  const { event_type, event_payload } = message.metadata ?? {};
  const key = event_payload?.key;
  if (event_type !== EVENT || typeof key !== 'string') return undefined;
  const updates = event_payload?.updates;
  return { key, updates: typeof updates === 'string' && updates !== '' ? updates.split(' ') : [] };
}

/** Whether an intent rewrote the message. */
export function wasUpdatedBy(origin: Origin, key: string): boolean {
  return origin.updates.includes(shortDigest(key));
}

/** The origin after a further update. */
export function updatedBy(origin: Origin, key: string): Origin {
  return { ...origin, updates: [...origin.updates, shortDigest(key)].slice(-REMEMBERED) };
}

/** The origin as Slack's metadata has it. */
export function metadataOf({ key, updates }: Origin) {
  return { event_type: EVENT, event_payload: { key, updates: updates.join(' ') } };
}
