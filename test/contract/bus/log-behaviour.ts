import type { Bus } from '@patchwright/bus';
import { chainFault, emptyHead, eventSubject, type StoredEvent } from '@patchwright/events';
import { request } from '@patchwright/local/raw-nats';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { append, freshIssue, observed } from './facts.ts';
import { openLossyLine } from './lossy-line.ts';
import { until } from './until.ts';

/** What the log of facts promises. */
export function describeLog(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  beforeAll(async () => {
    bus = await broker().connect('log');
    other = await broker().connect('log-other');
  });

  describe('appending', () => {
    test('keeps single facts and batches in order, chained', async () => {
      const issue = freshIssue();
      const head = await append(bus, issue, [1, 3, 1]);
      const history = await other.log.history(issue);
      expect(history.head).toEqual(head);
      expect(history.events.map((event) => event.aggVersion)).toEqual([1, 2, 3, 4, 5]);
      expect(chainFault(history.events)).toBeUndefined();
      expect(head.version).toBe(5);
    });

    test('lets exactly one of 200 racing writers win', async () => {
      const issue = freshIssue();
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          (index % 2 === 0 ? bus : other).log.append(issue, emptyHead, observed(issue, emptyHead)),
        ),
      );
      expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
      expect((await bus.log.history(issue)).events).toHaveLength(1);
    });

    test('lets exactly one of a batch and a single fact win', async () => {
      for (let round = 0; round < 20; round += 1) {
        const issue = freshIssue();
        const outcomes = await Promise.all([
          bus.log.append(issue, emptyHead, observed(issue, emptyHead, 3)),
          other.log.append(issue, emptyHead, observed(issue, emptyHead, 1)),
        ]);
        const winners = outcomes.filter((outcome) => outcome.kind === 'appended');
        expect(winners).toHaveLength(1);
        const { events, head } = await bus.log.history(issue);
        expect(winners[0]).toMatchObject({ head });
        expect([1, 3]).toContain(events.length);
      }
    });

    test('stores the same facts once, however often they are appended', async () => {
      const issue = freshIssue();
      for (const count of [1, 3]) {
        const { head } = await bus.log.history(issue);
        const events = observed(issue, head, count);
        const first = await bus.log.append(issue, head, events);
        const again = await other.log.append(issue, head, events);
        expect(first).toMatchObject({ kind: 'appended', already: false });
        expect(again).toEqual({ ...first, already: true });
      }
      expect((await bus.log.history(issue)).events).toHaveLength(4);
    });

    test('knows its own facts when the answer was lost on the way', async () => {
      for (const count of [1, 3]) {
        await using line = await openLossyLine(broker().oneUrl);
        const far = await broker().connect('far', line.url);
        const issue = freshIssue();
        line.loseAnswers();
        const appending = far.log.append(issue, emptyHead, observed(issue, emptyHead, count));
        await until('the facts have landed', async () => {
          const { events } = await bus.log.history(issue);
          return events.length === count;
        });
        line.cut();
        expect(await appending).toMatchObject({ kind: 'appended', already: true });
        expect((await bus.log.history(issue)).head).toMatchObject({ version: count });
      }
    });

    test('reads what was just written, wherever it was written', async () => {
      const issue = freshIssue();
      let head = emptyHead;
      for (let count = 1; count <= 40; count += 1) {
        head = await append(bus, issue, [1], head);
        expect((await other.log.history(issue)).head.version).toBe(count);
      }
    });
  });

  describe('reading', () => {
    test('gives one fact, the end, and a history cut at a position', async () => {
      const issue = freshIssue();
      const middle = await append(bus, issue, [1, 1]);
      const head = await append(bus, issue, [2], middle);
      expect(await bus.log.at(middle.seq)).toMatchObject({ seq: middle.seq, aggVersion: 2 });
      expect(await bus.log.at(head.seq + 1000)).toBeUndefined();
      expect(await bus.log.lastSeq()).toBeGreaterThanOrEqual(head.seq);
      const cut = await bus.log.history(issue, { untilSeq: middle.seq });
      expect(cut.head).toEqual(middle);
      expect(await bus.log.history(freshIssue())).toEqual({ events: [], head: emptyHead });
    });

    test('ends at the position it was given, for one aggregate and for all', async () => {
      const issue = freshIssue();
      const first = await append(bus, issue, [1]);
      await append(bus, freshIssue(), [1, 1]);
      const head = await append(bus, issue, [1, 1], first);
      const end = await append(bus, freshIssue(), [1]);
      const all = await collect(bus.log.read({ fromSeq: first.seq, untilSeq: end.seq }));
      expect(all.map((event) => event.seq)).toEqual(range(first.seq, end.seq));
      const span = { fromSeq: first.seq + 1, untilSeq: end.seq, aggregate: issue };
      const own = await collect(bus.log.read(span));
      expect(own.map((event) => event.seq)).toEqual([head.seq - 1, head.seq]);
    });

    test('waits for a position that the log has not reached', async () => {
      const issue = freshIssue();
      const end = (await bus.log.lastSeq()) + 3;
      const reading = collect(bus.log.read({ fromSeq: end - 2, untilSeq: end }));
      const own = collect(bus.log.read({ fromSeq: 1, untilSeq: end, aggregate: issue }));
      await append(bus, issue, [2, 1]);
      expect(await reading).toHaveLength(3);
      expect(await own).toHaveLength(3);
    });

    test('ends when its signal aborts, at whatever moment', async () => {
      for (const waitMs of [0, 1, 5, 20]) {
        const stop = new AbortController();
        const fromSeq = (await bus.log.lastSeq()) + 1;
        const reading = collect(bus.log.read({ fromSeq, signal: stop.signal }));
        setTimeout(() => stop.abort(), waitMs);
        expect(await reading).toEqual([]);
      }
    });
  });

  describe('consuming', () => {
    test('shares facts between processes: each once, in order', async () => {
      const durable = freshIssue('durable').id;
      const stop = new AbortController();
      const seen: number[] = [];
      const takers = [bus, other].map((process) =>
        process.log.consume({
          durable,
          handle: async ({ seq }) => void seen.push(seq),
          onPoison: async ({ seq }) => void seen.push(seq),
          signal: stop.signal,
        }),
      );
      const head = await append(bus, freshIssue(), [1, 2, 1, 3]);
      await until('all are seen', () => seen.at(-1) === head.seq);
      stop.abort();
      await Promise.all(takers);
      expect(seen).toEqual(range(seen[0] ?? 0, head.seq));
    });

    test('gives a fact again until it is handled, before any later one', async () => {
      const durable = freshIssue('durable').id;
      const issue = freshIssue();
      const stop = new AbortController();
      const seen: string[] = [];
      const taking = bus.log.consume({
        durable,
        handle: async (event, { attempt }) => {
          if (event.aggregate.id !== issue.id) return;
          seen.push(`${event.aggVersion}/${attempt}`);
          if (event.aggVersion === 1 && attempt < 2) throw new Error('not yet');
        },
        onPoison: async () => {},
        signal: stop.signal,
      });
      await append(bus, issue, [1, 1]);
      await until('both are handled', () => seen.length === 3);
      stop.abort();
      await taking;
      expect(seen).toEqual(['1/1', '1/2', '2/1']);
    });

    test('hands over what it cannot read, and goes on behind it', async () => {
      const durable = freshIssue('durable').id;
      const issue = freshIssue();
      const subject = eventSubject(issue, 'error_observed');
      const stored = await request(broker().oneUrl, subject, { no: 'envelope' });
      const head = await append(bus, freshIssue(), [1]);
      const stop = new AbortController();
      const poison: object[] = [];
      const seen: number[] = [];
      const taking = bus.log.consume({
        durable,
        handle: async ({ seq }) => void seen.push(seq),
        onPoison: async (found) => void poison.push(found),
        signal: stop.signal,
      });
      await until('the fact behind it is seen', () => seen.includes(head.seq));
      stop.abort();
      await taking;
      expect(poison).toContainEqual({ seq: stored.seq, subject, reason: expect.any(String) });
    });
  });
}

/** What the log promises when its broker is killed under it. Run apart: everything else would feel it. `downs` says how long it stays down each time, in milliseconds. */
export function describeCrashes(broker: () => Broker, downs: readonly number[]): void {
  test('loses and repeats nothing when the broker is killed under writers and readers', async () => {
    const bus = await broker().connect('crash-writer');
    const reader = await broker().connect('crash-reader');
    const stop = new AbortController();
    const fromSeq = (await bus.log.lastSeq()) + 1;
    const read: number[] = [];
    const reading = (async () => {
      for await (const { seq } of reader.log.read({ fromSeq, signal: stop.signal })) read.push(seq);
    })();
    let crashing = true;
    const issues = Array.from({ length: 8 }, () => freshIssue());
    const writing = Promise.all(
      issues.map(async (issue, index) => {
        let head = emptyHead;
        for (let count = 0; crashing || count < 5; count += 1) {
          const events = observed(issue, head, index % 2 === 0 ? 1 : 3);
          const outcome = await untilAppended(() => bus.log.append(issue, head, events));
          head = outcome;
        }
        return head;
      }),
    );
    for (const downMs of downs) {
      await broker().crash(downMs);
      await until('facts flow again', () => bus.probe().catch(() => 0));
    }
    crashing = false;
    const heads = await writing;
    const lastSeq = await bus.log.lastSeq();
    await until('the reader has seen all', () => read.at(-1) === lastSeq);
    stop.abort();
    await reading;
    for (const [index, issue] of issues.entries()) {
      const { events, head } = await reader.log.history(issue);
      expect(head).toEqual(heads[index]);
      expect(chainFault(events)).toBeUndefined();
    }
    expect(read).toEqual(range(fromSeq, lastSeq));
    const facts = heads.reduce((sum, head) => sum + head.version, 0);
    expect(lastSeq - fromSeq + 1).toBe(facts);
  });
}

async function untilAppended(
  append: () => ReturnType<Bus['log']['append']>,
): Promise<{ seq: number; version: number; hash: string }> {
  for (;;) {
    const outcome = await append().catch((error: Error) => {
      if (error.name !== 'Retryable') throw error;
      return undefined;
    });
    if (outcome?.kind === 'appended') return outcome.head;
    if (outcome?.kind === 'conflict') throw new Error('a writer without a rival met a conflict');
  }
}

async function collect(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
