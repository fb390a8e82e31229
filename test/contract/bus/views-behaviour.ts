import { randomUUID } from 'node:crypto';
import type { Bus, Row, ViewDefinition, ViewReader } from '@patchwright/bus';
import type { AggregateRef } from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { append, freshIssue } from './facts.ts';
import { until } from './until.ts';

interface Count {
  readonly facts: number;
  readonly lastSeq?: number;
}

/** What views promise. */
export function describeViews(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  let stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    bus = await broker().connect('views');
    other = await broker().connect('views-other');
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    stops = [];
  });

  /** Projects until the test is over, or until the answered function is called. */
  function project(by: Bus, definition: ViewDefinition): () => Promise<void> {
    const stop = new AbortController();
    const projecting = by.views.project(definition, stop.signal);
    async function end(): Promise<void> {
      stop.abort();
      await projecting;
    }
    stops.push(end);
    return end;
  }

  /** Appends facts and waits until the view shows them. */
  async function grow(view: ViewReader, issue: AggregateRef, counts: number[]): Promise<number> {
    const { head } = await bus.log.history(issue);
    const { seq } = await append(bus, issue, counts, head);
    await view.reached(seq, 10_000);
    return seq;
  }

  describe('a view', () => {
    test('shows what was stated, as soon as it has reached it', async () => {
      const definition = freshView();
      const view = other.views.open(definition.name);
      expect(await view.get('total')).toBeUndefined();
      expect(await view.list('issue.')).toEqual([]);
      expect(await view.checkpoint()).toBe(0);
      project(bus, definition);
      const [one, two] = [freshIssue(), freshIssue()];
      await grow(view, one, [1, 2]);
      const seq = await grow(view, two, [1]);
      expect(await view.get(keyOf(one))).toEqual({ facts: 3, lastSeq: seq - 1 });
      expect(await view.get(keyOf(two))).toEqual({ facts: 1, lastSeq: seq });
      expect(await view.get(keyOf(freshIssue()))).toBeUndefined();
      expect(await view.checkpoint()).toBe(seq);
      const listed = await view.list('issue.');
      expect(listed).toContainEqual({ key: keyOf(one), row: { facts: 3, lastSeq: seq - 1 } });
      expect(await view.list(keyOf(two).slice(0, -1))).toMatchObject([{ key: keyOf(two) }]);
      await expect(view.reached(seq + 1000, 100)).rejects.toThrow(Retryable);
    });

    test('forgets a row that is taken away', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      project(bus, definition);
      const issue = freshIssue();
      await grow(view, issue, [1]);
      expect(await view.get(`waiting.${issue.id}`)).toEqual({ since: 1 });
      await grow(view, issue, [1]);
      expect(await view.get(`waiting.${issue.id}`)).toBeUndefined();
      expect(await view.list(`waiting.${issue.id}`)).toEqual([]);
    });

    test('goes on where it was when its projector starts again', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      const end = project(bus, definition);
      const issue = freshIssue();
      await grow(view, issue, [2]);
      await end();
      const { head } = await bus.log.history(issue);
      const { seq } = await append(bus, issue, [3], head);
      project(other, definition);
      await view.reached(seq, 10_000);
      expect(await view.get(keyOf(issue))).toEqual({ facts: 5, lastSeq: seq });
    });

    test('is not harmed by a second projector, and kept by it when the first is gone', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      const end = project(bus, definition);
      project(other, definition);
      const issue = freshIssue();
      for (let round = 0; round < 20; round += 1) await grow(view, issue, [1]);
      expect(await view.get(keyOf(issue))).toMatchObject({ facts: 20 });
      await end();
      await grow(view, issue, [1, 1]);
      expect(await view.get(keyOf(issue))).toMatchObject({ facts: 22 });
    });

    test('tells a watcher what is there, then what changes', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      const issue = freshIssue();
      const stop = new AbortController();
      const seen: (readonly [string, Row | null])[] = [];
      const watching = (async () => {
        for await (const { key, row } of other.views.open(definition.name).watch('', stop.signal)) {
          if (key.endsWith(issue.id)) seen.push([key, row]);
        }
      })();
      project(bus, definition);
      await grow(view, issue, [1]);
      await until('the first fact is seen', () => seen.length >= 2);
      await grow(view, issue, [1]);
      await until('the second is seen', () => seen.length >= 4);
      stop.abort();
      await watching;
      expect(seen).toContainEqual([`waiting.${issue.id}`, { since: 1 }]);
      expect(seen).toContainEqual([`waiting.${issue.id}`, null]);
      expect(seen).toContainEqual([keyOf(issue), expect.objectContaining({ facts: 2 })]);

      const late: string[] = [];
      const stopLate = new AbortController();
      for await (const { key } of view.watch(keyOf(issue), stopLate.signal)) {
        late.push(key);
        stopLate.abort();
      }
      expect(late).toEqual([keyOf(issue)]);
    });
  });

  describe('building a view anew', () => {
    test('gives the same bytes, and open readers follow it', async () => {
      const definition = freshView();
      const view = other.views.open(definition.name);
      project(bus, definition);
      const issue = freshIssue();
      await grow(view, issue, [1, 2]);
      const before = await view.list('');
      const stop = new AbortController();
      const seen: (Row | null)[] = [];
      const watching = (async () => {
        for await (const { row } of view.watch(keyOf(issue), stop.signal)) seen.push(row);
      })();
      await until('the watcher sees the row', () => seen.length === 1);

      const first = await bus.views.rebuild(definition);
      const second = await other.views.rebuild(definition);
      expect(first.different).toEqual([]);
      expect(second).toMatchObject({
        replaced: first.bucket,
        different: [],
        rows: first.rows,
        digest: first.digest,
      });
      expect(first.events).toBeGreaterThanOrEqual(3);
      expect(await view.list('')).toEqual(before);
      await grow(view, issue, [1]);
      await until('the watcher sees the change', () => seen.length >= 2);
      stop.abort();
      await watching;
      expect(seen).toHaveLength(2);
      expect(seen[1]).toMatchObject({ facts: 4 });
    });

    test('finds a row that was tampered with', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      const issue = freshIssue();
      const end = project(bus, definition);
      const seq = await grow(view, issue, [1, 1]);
      await end();
      const forged = { ...definition, rows: () => [] };
      await bus.views.rebuild({
        ...forged,
        rows: (event, read) =>
          definition
            .rows(event, read)
            .map((change) =>
              event.seq === seq && change.key === keyOf(issue)
                ? { ...change, row: { facts: 99, lastSeq: seq } }
                : change,
            ),
      });
      expect((await bus.views.rebuild(definition)).different).toEqual([keyOf(issue)]);
    });

    test('happens by itself when the definition has changed, and the old projector steps back', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      project(bus, definition);
      const issue = freshIssue();
      await grow(view, issue, [1]);
      const changed: ViewDefinition = {
        ...definition,
        version: '2',
        rows: (event, read) =>
          definition.rows(event, read).map(({ key, row }) => ({
            key,
            row: row === null ? null : { ...(row as object), changed: true },
          })),
      };
      project(other, changed);
      await until('readers see the new rows', async () => {
        const row = (await view.get(keyOf(issue))) as { changed?: boolean } | undefined;
        return row?.changed;
      });
      await grow(view, issue, [1, 1]);
      expect(await view.get(keyOf(issue))).toMatchObject({ facts: 3, changed: true });
    });

    test('happens beside a log that grows, and loses nothing', async () => {
      const definition = freshView();
      const view = bus.views.open(definition.name);
      project(bus, definition);
      const issue = freshIssue();
      await grow(view, issue, [1]);
      let growing = true;
      const grown = (async () => {
        let { head } = await bus.log.history(issue);
        while (growing) head = await append(bus, issue, [1], head);
        return head;
      })();
      try {
        await other.views.rebuild(definition);
        await bus.views.rebuild(definition);
      } finally {
        growing = false;
      }
      const { seq, version } = await grown;
      await view.reached(seq, 10_000);
      expect(await view.get(keyOf(issue))).toEqual({ facts: version, lastSeq: seq });
      expect((await bus.views.rebuild(definition)).different).toEqual([]);
    });
  });

  test('a view is whole after the broker was killed under its projector', async () => {
    const definition = freshView();
    const view = other.views.open(definition.name);
    project(bus, definition);
    const issues = Array.from({ length: 10 }, () => freshIssue());
    await Promise.all(issues.map((issue) => append(bus, issue, [1, 2, 1])));
    await broker().crash(200);
    await until('facts flow again', () => bus.probe().catch(() => 0));
    const heads = await Promise.all(
      issues.map(async (issue) => append(bus, issue, [1], (await bus.log.history(issue)).head)),
    );
    await view.reached(Math.max(...heads.map((head) => head.seq)), 15_000);
    for (const issue of issues) expect(await view.get(keyOf(issue))).toMatchObject({ facts: 5 });
    expect((await bus.views.rebuild(definition)).different).toEqual([]);
  });
}

function keyOf(issue: AggregateRef): string {
  return `issue.${issue.id}`;
}

/** Counts the facts of each issue; a first fact waits until a second comes. */
function freshView(): ViewDefinition {
  return {
    name: `view-${randomUUID().slice(0, 8)}`,
    version: '1',
    rows: ({ aggregate, seq, aggVersion }, read) => {
      const key = keyOf(aggregate);
      const facts = ((read(key) as Count | undefined)?.facts ?? 0) + 1;
      const total = ((read('total') as Count | undefined)?.facts ?? 0) + 1;
      return [
        { key, row: { facts, lastSeq: seq } },
        { key: `waiting.${aggregate.id}`, row: aggVersion === 1 ? { since: 1 } : null },
        { key: 'total', row: { facts: total } },
      ];
    },
  };
}
