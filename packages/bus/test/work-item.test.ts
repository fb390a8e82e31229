import type { WorkItem } from '@patchwright/bus';
import { expect, test } from 'vitest';
import { decodeItem, encodeItem, subjectOf } from '../src/work-item.ts';

const item: WorkItem = {
  kind: 'ci',
  lane: 'p1',
  tenant: 'default',
  id: 'shop-42',
  cause: '12-3',
  causeId: 'abc',
  causeSeq: 77,
};

test('an item is read as it was written, with and without its trace', () => {
  expect(decodeItem({ body: encodeItem(item) })).toEqual(item);
  const traced = {
    ...item,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  };
  expect(decodeItem({ body: encodeItem(traced) })).toEqual(traced);
});

test('an item lies where its cause puts it', () => {
  expect(subjectOf(item)).toBe('mesh.v1.work.ci.p1.default.shop-42.12-3');
});

test.each(['', 'no json', '{}', '{"kind":"dance"}', 'null'])('"%s" is no item', (text) => {
  expect(decodeItem({ body: new TextEncoder().encode(text) })).toBeUndefined();
});
