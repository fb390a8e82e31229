import type { AggregateRef } from './event.ts';

/** The streams of the mesh, by name. */
export const streams = {
  events: 'EVENTS',
  journal: 'JOURNAL',
  inbox: 'INBOX',
  work: 'WORK',
  timers: 'TIMERS',
  deadLetters: 'DLQ',
} as const;

/** What a service can be woken for. */
export const workKinds = [
  'discover',
  'plan',
  'execute',
  'ci',
  'notify',
  'monitor',
  'inquire',
] as const;
/** One of them. */
export type WorkKind = (typeof workKinds)[number];

/** One lane for each priority: p0 critical, p1 high, p2 normal, p3 low. */
export const lanes = ['p0', 'p1', 'p2', 'p3'] as const;
/** One of them. */
export type Lane = (typeof lanes)[number];

const TOKEN = /^[a-z0-9_-]+$/;

/** Checks that a value can be one token of a subject. Throws a TypeError that names the value otherwise. */
export function token(value: string): string {
  if (!TOKEN.test(value)) {
    throw new TypeError(
      `"${value}" cannot be part of a subject: only a-z, 0-9, "_" and "-" may stand there`,
    );
  }
  return value;
}

/** The subject of one fact: its last token is the event's name, so the server's permissions say who may state it. */
export function eventSubject(aggregate: AggregateRef, type: string): string {
  return `mesh.v1.evt.${token(aggregate.tenant)}.${aggregate.kind}.${token(aggregate.id)}.${token(type)}`;
}

/** The one filter string over an aggregate's history. Guards must always use exactly this string. */
export function aggregateFilter(aggregate: AggregateRef): string {
  return `mesh.v1.evt.${token(aggregate.tenant)}.${aggregate.kind}.${token(aggregate.id)}.>`;
}

/** The subject of one entry of a run's journal. */
export function journalSubject(tenant: string, run: string, entry: string): string {
  return `mesh.v1.jrn.${token(tenant)}.run.${token(run)}.${token(entry)}`;
}

/** The one filter string over a run's journal. */
export function journalFilter(tenant: string, run: string): string {
  return `mesh.v1.jrn.${token(tenant)}.run.${token(run)}.>`;
}

/** The subject of a verified webhook; `digest` is that of its body, early in the subject so that one body is found at once. */
export function inboxSubject(source: string, tenant: string, kind: string, digest: string): string {
  return `mesh.v1.in.${token(source)}.${token(digest)}.${token(tenant)}.${token(kind)}`;
}

/** The one filter string over a body that a source has sent, under whatever tenant, kind and delivery id. */
export function inboxGuard(source: string, digest: string): string {
  return `mesh.v1.in.${token(source)}.${token(digest)}.>`;
}

/** The subject of a work item; `cause` is the aggregate version of what called for it (and, for a repeated poll, its count: `12-3`). */
export function workSubject(
  kind: WorkKind,
  lane: Lane,
  tenant: string,
  aggregateId: string,
  cause: string,
): string {
  return `mesh.v1.work.${kind}.${lane}.${token(tenant)}.${token(aggregateId)}.${token(cause)}`;
}

/** The subject that a timer is set on, and the one that it fires on. */
export function timerSubjects(
  tenant: string,
  kind: string,
  id: string,
  name: string,
): { readonly set: string; readonly fired: string } {
  const tail = `${token(tenant)}.${token(kind)}.${token(id)}.${token(name)}`;
  return { set: `mesh.v1.timer.${tail}`, fired: `mesh.v1.fired.${tail}` };
}

/** The subject of a dead letter. */
export function deadLetterSubject(kind: string, tenant: string, aggregateId: string): string {
  return `mesh.v1.dlq.${token(kind)}.${token(tenant)}.${token(aggregateId)}`;
}
