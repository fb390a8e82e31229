import type { ViewDefinition } from '@patchwright/bus';
import type { StoredEvent } from '@patchwright/events';
import { expect, test } from 'vitest';
import { bucketName, filtersOf, rowBytes, rowSubject } from '../src/views/bucket.ts';
import { beginFold } from '../src/views/fold.ts';

const counting: ViewDefinition = {
  name: 'counts',
  version: '1',
  rows: (event, read) => {
    if (event.type === 'broken') throw new Error('no such fact');
    const count = ((read('all') as number | undefined) ?? 0) + 1;
    return [
      { key: 'all', row: count },
      { key: 'odd', row: count % 2 === 1 ? { count } : null },
    ];
  },
};

function event(seq: number, type = 'any'): StoredEvent {
  return { seq, type } as StoredEvent;
}

test('a fold hands over each row once, as it is last, with its position', () => {
  const fold = beginFold(counting);
  fold.apply(3, event(3));
  fold.apply(5, event(5));
  expect(fold.waiting()).toBe(2);
  const { changes, seq } = fold.takeChanges();
  expect(seq).toBe(5);
  expect([...changes]).toEqual([
    ['all', 2],
    ['odd', null],
  ]);
  expect([...fold.rows]).toEqual([['all', 2]]);
  expect(fold.takeChanges()).toEqual({ changes: new Map(), seq: 5 });
});

test('a fold goes on from a snapshot, and passes over what is no event', () => {
  const rows = new Map([['all', rowBytes(41)]]);
  const fold = beginFold(counting, { rows, checkpoint: { seq: 7, revision: 9 } });
  expect(fold.seq()).toBe(7);
  fold.apply(8, undefined);
  expect(fold.takeChanges()).toEqual({ changes: new Map(), seq: 8 });
  fold.apply(9, event(9));
  expect(fold.rows.get('all')).toBe(42);
});

test('a definition that fails leaves the fold as it was', () => {
  const fold = beginFold(counting);
  fold.apply(1, event(1));
  expect(() => fold.apply(2, event(2, 'broken'))).toThrow('no such fact');
  expect(fold.takeChanges()).toMatchObject({ seq: 1 });
});

test('equal rows have equal bytes', () => {
  expect(rowBytes({ b: 1, a: [2, { d: undefined, c: 3 }] })).toEqual(
    rowBytes({ a: [2, { c: 3 }], b: 1 }),
  );
});

test('a change of the version is another bucket, and so is another generation', () => {
  const names = [
    bucketName(counting, 'one'),
    bucketName(counting, 'two'),
    bucketName({ ...counting, version: '2' }, 'one'),
  ];
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^views_counts_[0-9a-f]{10}_(one|two)$/);
});

test('a prefix is read by the narrowest filter that holds it', () => {
  expect(filtersOf('b', '')).toEqual(['$KV.b.>']);
  expect(filtersOf('b', 'ta')).toEqual(['$KV.b.>']);
  expect(filtersOf('b', 'task.')).toEqual(['$KV.b.task.>', '$KV.b._cp']);
  expect(filtersOf('b', 'task.shop-4')).toEqual(['$KV.b.task.>', '$KV.b._cp']);
});

test.each(['', '.a', 'a.', 'a..b', 'a b', 'a*', 'ä', 'a>'])('"%s" is no key of a row', (key) => {
  expect(() => rowSubject('b', key)).toThrow(TypeError);
});
