import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { type Lane, lanes, streams, type WorkKind, workKinds } from '@patchwright/events';
import type { ProvisionOptions } from './bus.ts';

/** A stream as it must be on the server. */
export type StreamDefinition = Partial<StreamConfig> & {
  readonly name: string;
  readonly subjects: string[];
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const KIB = 1024;
const MIB = 1024 * KIB;

/** Names of what is kept beside the streams of the language. */
export const stores = {
  /** Counts how often a work item was handed back, by its sequence. */
  handbacks: 'handbacks',
  /** Which bucket a view's readers look into. */
  pointers: 'ptr',
  blobs: 'blobs',
  /** What people switched off for all. */
  switches: 'switches',
  probe: 'PROBE',
} as const;

/** Where the broker tells workers that an item was stored; carries nothing. */
export const workHint = 'mesh.v1.hint.work';

/** The subject by which `probe` proves that the broker stores what it is given. */
export const probeSubject = 'mesh.v1.probe';

/** Everything that the mesh keeps on the server, as data. */
export function streamDefinitions(options: ProvisionOptions): readonly StreamDefinition[] {
  const { replicas, maxBytes } = options;
  const kept = {
    storage: StorageType.File,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    allow_direct: true,
  };
  return [
    {
      ...kept,
      name: streams.events,
      description: 'Every fact, for ever.',
      subjects: ['mesh.v1.evt.>'],
      // A full log refuses; it never forgets.
      discard: DiscardPolicy.New,
      ...limitedTo(maxBytes?.events),
      max_msg_size: 256 * KIB,
      duplicate_window: nanos(10 * MINUTE),
      deny_delete: true,
      deny_purge: true,
      allow_atomic: true,
      compression: StoreCompression.S2,
      republish: { src: 'mesh.v1.evt.>', dest: 'mesh.v1.live.evt.>' },
    },
    {
      ...kept,
      name: streams.journal,
      description: 'What each run asked of the outside and was told.',
      subjects: ['mesh.v1.jrn.>'],
      discard: DiscardPolicy.New,
      max_age: nanos(90 * DAY),
      ...limitedTo(maxBytes?.journal),
      max_msg_size: 512 * KIB,
      duplicate_window: nanos(10 * MINUTE),
      deny_delete: true,
      deny_purge: true,
      allow_atomic: true,
      compression: StoreCompression.S2,
    },
    {
      ...kept,
      name: streams.inbox,
      description: 'Verified words from outside, as they were received.',
      subjects: ['mesh.v1.in.>'],
      discard: DiscardPolicy.New,
      max_age: nanos(14 * DAY),
      ...limitedTo(maxBytes?.inbox),
      duplicate_window: nanos(7 * DAY),
      compression: StoreCompression.S2,
    },
    {
      ...kept,
      name: streams.work,
      description: 'Work that waits or runs: one message for each cause.',
      subjects: ['mesh.v1.work.>'],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      max_msgs_per_subject: 1,
      duplicate_window: nanos(2 * MINUTE),
      // Told only once it is stored, unlike a listener on the subject itself.
      republish: { src: 'mesh.v1.work.>', dest: `${workHint}.>`, headers_only: true },
    },
    {
      ...kept,
      name: streams.timers,
      description: 'Timers that are set, and those that fired.',
      subjects: ['mesh.v1.timer.>', 'mesh.v1.fired.>'],
      discard: DiscardPolicy.Old,
      max_msgs_per_subject: 1,
      duplicate_window: nanos(2 * MINUTE),
      allow_msg_ttl: true,
      allow_msg_schedules: true,
      // Schedules need both.
      allow_rollup_hdrs: true,
      deny_purge: false,
    },
    {
      ...kept,
      name: streams.deadLetters,
      description: 'Work that could not be done, and what the broker gave up on.',
      subjects: [
        'mesh.v1.dlq.>',
        `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${streams.work}.>`,
        `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${streams.inbox}.>`,
      ],
      discard: DiscardPolicy.Old,
      max_age: nanos(30 * DAY),
      duplicate_window: nanos(60 * MINUTE),
    },
    {
      ...kept,
      name: stores.probe,
      description: 'Proof that the broker stores what it is given.',
      subjects: [`${probeSubject}.>`],
      discard: DiscardPolicy.Old,
      max_msgs_per_subject: 1,
      max_age: nanos(DAY),
      duplicate_window: nanos(2 * MINUTE),
    },
    keyValueDefinition(stores.pointers, replicas, 'Which bucket holds a view.'),
    {
      ...keyValueDefinition(stores.switches, replicas, 'What people switched off for all.'),
      // Who turned it before is kept for a while.
      max_msgs_per_subject: 20,
    },
    {
      ...keyValueDefinition(stores.handbacks, replicas, 'How often an item was handed back.'),
      max_age: nanos(7 * DAY),
    },
    {
      ...kept,
      name: `OBJ_${stores.blobs}`,
      description: 'Large values, by digest or name.',
      subjects: [`$O.${stores.blobs}.C.>`, `$O.${stores.blobs}.M.>`],
      discard: DiscardPolicy.New,
      ...limitedTo(maxBytes?.blobs),
      duplicate_window: nanos(2 * MINUTE),
      allow_rollup_hdrs: true,
    },
  ];
}

/** Left out, the space of a stream is the affair of whoever runs the server. */
function limitedTo(bytes: number | undefined): Partial<StreamConfig> {
  return bytes === undefined ? {} : { max_bytes: bytes };
}

/** A bucket that the usual tools for NATS KV can read too, and that takes atomic batches. */
export function keyValueDefinition(
  bucket: string,
  replicas: number,
  description: string,
): StreamDefinition {
  return {
    name: `KV_${bucket}`,
    description,
    subjects: [`$KV.${bucket}.>`],
    storage: StorageType.File,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    max_msg_size: MIB,
    duplicate_window: nanos(2 * MINUTE),
    deny_delete: true,
    allow_rollup_hdrs: true,
    allow_direct: true,
    allow_atomic: true,
    allow_msg_ttl: true,
  };
}

/**
 * How long an item of a kind stays held without progress, in milliseconds. It is what the successor of a killed worker waits for; a
 * worker that lives says so several times in it, even while a call of its own is silent.
 */
export const ackWaitMs: Readonly<Record<WorkKind, number>> = {
  // Its successor has an empty disk and much to do still.
  execute: 6 * SECOND,
  // It ranks thousands of files in one go.
  discover: 15 * SECOND,
  plan: 10 * SECOND,
  ci: 10 * SECOND,
  notify: 10 * SECOND,
  monitor: 10 * SECOND,
  inquire: 10 * SECOND,
};

/** Above what any worker counts, so that handing back on shutdown never exhausts an item. */
const MAX_DELIVER = 25;

/** The durable of one kind and lane. */
export function laneDurable(kind: WorkKind, lane: Lane): string {
  return `${kind}-${lane}`;
}

/** A durable as it must be on the server. */
export type DurableDefinition = Partial<ConsumerConfig> & { readonly durable_name: string };

/** The durables of the WORK stream: one for each kind and lane. */
export function laneDefinitions(): readonly DurableDefinition[] {
  return workKinds.flatMap((kind) =>
    lanes.map((lane) => ({
      durable_name: laneDurable(kind, lane),
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      filter_subject: `mesh.v1.work.${kind}.${lane}.>`,
      ack_wait: nanos(ackWaitMs[kind]),
      max_deliver: MAX_DELIVER,
      max_ack_pending: 1000,
    })),
  );
}
