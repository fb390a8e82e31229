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
  /** The highest revision that it was rewritten to. */
  readonly revision?: number;
}

/** Reads a message's origin; `undefined` for messages that are not ours. */
export function originOf(message: MessageAnswer): Origin | undefined {
  const { event_type, event_payload } = message.metadata ?? {};
  const key = event_payload?.key;
  if (event_type !== EVENT || typeof key !== 'string') return undefined;
  const { updates, revision } = event_payload ?? {};
  return {
    key,
    updates: typeof updates === 'string' && updates !== '' ? updates.split(' ') : [],
    ...(typeof revision === 'number' ? { revision } : {}),
  };
}

/** An update of a message: its intent, and the revision that it shows, if it has one. */
interface Update {
  readonly key: string;
  readonly revision?: number | undefined;
}

/** Whether an intent rewrote the message, or a later revision did. */
export function wasUpdatedBy(origin: Origin, { key, revision }: Update): boolean {
  if (origin.updates.includes(shortDigest(key))) return true;
  return revision !== undefined && (origin.revision ?? -1) >= revision;
}

/** The origin after a further update. */
export function updatedBy(origin: Origin, { key, revision }: Update): Origin {
  const updates = [...origin.updates, shortDigest(key)].slice(-REMEMBERED);
  return { ...origin, updates, ...(revision === undefined ? {} : { revision }) };
}

/** The origin as Slack's metadata has it. */
export function metadataOf({ key, updates, revision }: Origin) {
  const payload = { key, updates: updates.join(' ') };
  return {
    event_type: EVENT,
    event_payload: revision === undefined ? payload : { ...payload, revision },
  };
}
