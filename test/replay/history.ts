import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bus, InboxMessage, JournalEntry } from '@patchwright/bus';
import { emptyHead, type MeshEvent, type StoredEvent, workKinds } from '@patchwright/events';

/** The settings that what was decided depended on, besides the services' defaults. */
export interface HistorySettings {
  readonly catalogue: unknown;
  readonly policy: unknown;
  readonly owners: readonly string[];
  readonly sentryProjects: readonly string[];
}

/** One line of a recorded history. */
type Line =
  | ({ readonly kind: 'about'; readonly tenant: string; readonly task: string } & HistorySettings)
  | { readonly kind: 'event'; readonly seq: number; readonly event: MeshEvent }
  | {
      readonly kind: 'entry';
      readonly run: string;
      readonly entry: string;
      readonly data: unknown;
    }
  | {
      readonly kind: 'message';
      readonly message: Omit<InboxMessage, 'body'>;
      readonly body: string;
    }
  | {
      readonly kind: 'blob';
      readonly ref: string;
      readonly mediaType: string;
      readonly base64: string;
    };

/** What a history is about. */
export type About = Omit<Extract<Line, { kind: 'about' }>, 'kind'>;

/** Writes all that is recorded of a task into one file: facts, journals, the messages that caused them, and large values. */
export async function exportHistory(
  bus: Bus,
  about: About,
  path: string,
): Promise<{ readonly events: number; readonly entries: number; readonly bytes: number }> {
  const { tenant, task } = about;
  const { events } = await bus.log.history({ kind: 'task', tenant, id: task });
  const runs = await runsOf(bus, tenant, task);
  const lines: Line[] = [
    { kind: 'about', ...about },
    ...events.map(({ seq, hash: _, ...event }): Line => ({ kind: 'event', seq, event })),
    ...runs.flatMap(({ run, entries }) =>
      entries.map(({ entry, data }): Line => ({ kind: 'entry', run, entry, data })),
    ),
    ...(await messagesOf(bus, events)),
  ];
  const refs = new Map<string, string>();
  for (const line of lines) collectRefs(line, refs);
  for (const [ref, mediaType] of refs) {
    const bytes = await bus.blobs.get({ ref, size: 0, mediaType });
    lines.push({ kind: 'blob', ref, mediaType, base64: Buffer.from(bytes).toString('base64') });
  }
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const entries = runs.reduce((sum, run) => sum + run.entries.length, 0);
  return { events: events.length, entries, bytes: Buffer.byteLength(text) };
}

/** Puts a recorded history onto a broker that has none of it, and answers what it is about. */
export async function importHistory(bus: Bus, path: string): Promise<About> {
  const lines: Line[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    lines.push(JSON.parse(line));
  }
  const about = lines.find((line) => line.kind === 'about');
  if (about === undefined) throw new Error(`${path} does not say what it is about`);
  const { kind: _, ...rest } = about;
  for (const line of lines) {
    if (line.kind !== 'blob') continue;
    const ref = await bus.blobs.put(Buffer.from(line.base64, 'base64'), line.mediaType);
    if (ref.ref !== line.ref) throw new Error(`${line.ref} holds something else`);
  }
  await importMessages(bus, lines);
  const seqs = await importEvents(bus, rest, lines);
  await importJournals(bus, rest.tenant, lines, seqs);
  return rest;
}

async function runsOf(bus: Bus, tenant: string, task: string) {
  const found: { readonly run: string; readonly entries: readonly JournalEntry[] }[] = [];
  for (const kind of workKinds) {
    for (const run of await bus.journal.runs(tenant, `${kind}-${task}-`)) {
      found.push({ run, entries: (await bus.journal.read(tenant, run)).entries });
    }
  }
  return found.sort((a, b) => (a.entries[0]?.seq ?? 0) - (b.entries[0]?.seq ?? 0));
}

async function messagesOf(bus: Bus, events: readonly StoredEvent[]): Promise<readonly Line[]> {
  const causes = new Set(events.map((event) => /^inbox:(\d+)$/.exec(event.causationId)?.[1]));
  const lines: Line[] = [];
  for (const cause of causes) {
    const found = cause === undefined ? undefined : await bus.inbox.at(Number(cause));
    if (found === undefined) continue;
    const { body, ...message } = found;
    lines.push({ kind: 'message', message, body: Buffer.from(body).toString('utf8') });
  }
  return lines;
}

function collectRefs(value: unknown, refs: Map<string, string>): void {
  if (value === null || typeof value !== 'object') return;
  const { ref, mediaType } = value as { readonly ref?: unknown; readonly mediaType?: unknown };
  if (typeof ref === 'string' && typeof mediaType === 'string' && ref.startsWith('sha256-')) {
    refs.set(ref, mediaType);
  }
  for (const part of Object.values(value)) collectRefs(part, refs);
}

/** Facts name their message by its place in the inbox, so each is put there; places of other tasks' messages are filled. */
async function importMessages(bus: Bus, lines: readonly Line[]): Promise<void> {
  const messages = lines.filter((line) => line.kind === 'message');
  const last = Math.max(0, ...messages.map(({ message }) => message.seq));
  for (let seq = 1; seq <= last; seq += 1) {
    const found = messages.find(({ message }) => message.seq === seq);
    const accepted = await bus.inbox.accept(
      found === undefined
        ? {
            source: 'github',
            tenant: 'elsewhere',
            kind: 'ping',
            deliveryId: `filled-${seq}`,
            receivedAt: '2026-01-01T00:00:00.000Z',
            headers: {},
            body: Buffer.from(JSON.stringify({ filled: seq })),
          }
        : { ...found.message, body: Buffer.from(found.body) },
    );
    if (accepted.seq !== seq) throw new Error(`message ${seq} came to lie at ${accepted.seq}`);
  }
}

/** Answers where each event lies now, by where it lay. */
async function importEvents(
  bus: Bus,
  { tenant, task }: About,
  lines: readonly Line[],
): Promise<ReadonlyMap<number, number>> {
  const recorded = lines.filter((line) => line.kind === 'event');
  const aggregate = { kind: 'task', tenant, id: task } as const;
  const events = recorded.map(({ event }) => event);
  const outcome = await bus.log.append(aggregate, emptyHead, events);
  if (outcome.kind === 'conflict') throw new Error(`${task} is on the log already`);
  const { events: stored } = await bus.log.history(aggregate);
  return new Map(recorded.map(({ seq }, index) => [seq, stored[index]?.seq ?? 0]));
}

async function importJournals(
  bus: Bus,
  tenant: string,
  lines: readonly Line[],
  seqs: ReadonlyMap<number, number>,
): Promise<void> {
  const ends = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== 'entry') continue;
    const { run, entry } = line;
    const data = entry === 'opened' ? moved(line.data as Opened, seqs) : line.data;
    ends.set(run, await bus.journal.append(tenant, run, ends.get(run) ?? 0, entry, data));
  }
}

interface Opened {
  readonly foldSeq: number;
  readonly item: { readonly causeSeq: number };
}

function moved(opened: Opened, seqs: ReadonlyMap<number, number>): Opened {
  const { foldSeq, item } = opened;
  return {
    ...opened,
    foldSeq: seqs.get(foldSeq) ?? foldSeq,
    item: { ...item, causeSeq: seqs.get(item.causeSeq) ?? item.causeSeq },
  };
}
