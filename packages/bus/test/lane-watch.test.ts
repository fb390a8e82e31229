import { expect, test } from 'vitest';
import { watchLanes } from '../src/lane-watch.ts';

function watchAt(start = 0) {
  let at = start;
  const watch = watchLanes(() => at);
  return {
    watch,
    pass: (ms: number) => {
      at += ms;
    },
    /** Asks every lane that is worth it, and finds nothing. */
    findNothing: () => {
      for (const lane of watch.worth()) watch.foundEmpty(lane, watch.heardOf(lane));
    },
  };
}

test('at first every lane is worth asking, the most urgent first', () => {
  expect(watchAt().watch.worth()).toEqual(['p0', 'p1', 'p2', 'p3']);
});

test('a lane that was found empty is not asked again until it is spoken of', () => {
  const { watch, findNothing } = watchAt();
  findNothing();
  expect(watch.worth()).toEqual([]);
  watch.hear('p2');
  expect(watch.worth()).toEqual(['p2']);
});

test('a lane that gave an item is asked again', () => {
  const { watch, findNothing } = watchAt();
  findNothing();
  watch.hear('p1');
  watch.foundItem('p1');
  expect(watch.worth()).toEqual(['p1']);
});

test('a hint that comes while a lane answers "nothing" is not lost', () => {
  const { watch } = watchAt();
  const before = watch.heardOf('p0');
  watch.hear('p0');
  watch.foundEmpty('p0', before);
  expect(watch.worth()).toContain('p0');
});

test('each second all lanes are asked, however much is heard of one', () => {
  const { watch, pass, findNothing } = watchAt();
  findNothing();
  pass(999);
  watch.hear('p3');
  expect(watch.worth()).toEqual(['p3']);
  pass(1);
  expect(watch.worth()).toEqual(['p0', 'p1', 'p2', 'p3']);
});

test('a hint for which nothing was found is followed three times, then the second is waited out', () => {
  const { watch, findNothing } = watchAt();
  findNothing();
  watch.hear('p1');
  findNothing();
  const rests = [1, 2, 3, 4].map(() => {
    const rest = watch.rest();
    const worth = watch.worth();
    findNothing();
    return { rest, worth };
  });
  expect(rests).toEqual([
    { rest: 0, worth: ['p1'] },
    { rest: 5, worth: ['p1'] },
    { rest: 30, worth: ['p1'] },
    { rest: 1000, worth: [] },
  ]);
});

test('what is heard of no lane in particular may lie in any', () => {
  const { watch, findNothing } = watchAt();
  findNothing();
  watch.hear();
  expect(watch.worth()).toEqual(['p0', 'p1', 'p2', 'p3']);
});
