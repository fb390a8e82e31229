import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';
import type { DurableDefinition, StreamDefinition } from './streams.ts';

/** One setting that is not on the server as the code has it. */
export interface Difference {
  readonly setting: string;
  readonly live: unknown;
  readonly wanted: unknown;
  /** Whether history or guarantees were or would be lost by it; such a one is never mended silently. */
  readonly dangerous: boolean;
}

/** What cannot be changed on a stream, or changes what it promises. */
const STREAM_PROMISES: ReadonlySet<string> = new Set([
  'retention',
  'storage',
  'deny_delete',
  'deny_purge',
  'discard',
  'discard_new_per_subject',
  'max_msgs_per_subject',
  'num_replicas',
  'subjects',
]);

/** Limits that nobody set in code, and that an administrator may have set on the server: any of them forgets history. */
const UNLIMITED: Readonly<Record<string, unknown>> = { max_msgs: -1, max_age: 0 };

/** Where a live stream differs from its definition. */
export function streamDifferences(
  live: Partial<StreamConfig>,
  wanted: StreamDefinition,
): readonly Difference[] {
  const full: Record<string, unknown> = {
    ...UNLIMITED,
    max_msgs_per_subject: -1,
    deny_delete: false,
    deny_purge: false,
    ...wanted,
  };
  return differences(live, full, (setting, from, to) => {
    if (setting in UNLIMITED) return isTighter(setting, from, to);
    if (setting === 'num_replicas') return Number(from) > Number(to);
    if (setting === 'deny_delete' || setting === 'deny_purge') return from === true;
    return STREAM_PROMISES.has(setting);
  });
}

/** Where a live durable differs from its definition. */
export function durableDifferences(
  live: Partial<ConsumerConfig>,
  wanted: DurableDefinition,
): readonly Difference[] {
  return differences(
    live,
    { ...wanted },
    (setting) => setting === 'ack_policy' || setting === 'deliver_policy',
  );
}

function differences(
  live: object,
  wanted: Readonly<Record<string, unknown>>,
  isDangerous: (setting: string, live: unknown, wanted: unknown) => boolean,
): readonly Difference[] {
  const present = live as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).flatMap(([setting, value]) => {
    const is = present[setting] ?? defaultOf(value);
    if (isSame(is, value)) return [];
    return [{ setting, live: is, wanted: value, dangerous: isDangerous(setting, is, value) }];
  });
}

/** The server leaves out what is false, empty or zero. */
function defaultOf(wanted: unknown): unknown {
  if (typeof wanted === 'boolean') return false;
  if (typeof wanted === 'number') return 0;
  return undefined;
}

function isSame(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(live) && Array.isArray(wanted)) {
    return JSON.stringify([...live].sort()) === JSON.stringify([...wanted].sort());
  }
  if (typeof wanted === 'object' && wanted !== null && typeof live === 'object' && live !== null) {
    const is = live as Readonly<Record<string, unknown>>;
    return Object.entries(wanted).every(([key, value]) => isSame(is[key], value));
  }
  return live === wanted;
}

/** Whether going from `from` to `to`, or having been at `from`, forgets what the other would keep. */
function isTighter(setting: string, from: unknown, to: unknown): boolean {
  const endless = setting === 'max_age' ? 0 : -1;
  const size = (value: unknown) =>
    value === endless || Number(value) <= 0 ? Number.POSITIVE_INFINITY : Number(value);
  return size(from) < size(to) || size(to) < size(from);
}
