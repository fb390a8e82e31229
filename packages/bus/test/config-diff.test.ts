import { AckPolicy } from '@nats-io/jetstream';
import { describe, expect, test } from 'vitest';
import { durableDifferences, streamDifferences } from '../src/config-diff.ts';
import { laneDefinitions, type StreamDefinition, streamDefinitions } from '../src/streams.ts';

function definitionOf(name: string): StreamDefinition {
  const found = streamDefinitions({ replicas: 1 }).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no stream ${name}`);
  return found;
}

const events = definitionOf('EVENTS');
/** As the server reports it: with what it fills in, without what is false. */
const live = { ...events, max_msgs: -1, max_age: 0, max_msgs_per_subject: -1, sealed: false };

describe('a live stream', () => {
  test('that is as the code has it shows no difference', () => {
    expect(streamDifferences(live, events)).toEqual([]);
  });

  test.each([
    [{ max_msgs: 10 }],
    [{ max_age: 5 }],
    [{ max_msgs_per_subject: 3 }],
    [{ deny_delete: false }, false],
    [{ deny_purge: false }, false],
    [{ storage: 'memory' as const }],
    [{ num_replicas: 3 }],
    [{ subjects: ['mesh.v1.evt.default.>'] }],
    [{ duplicate_window: 1 }, false],
    [{ republish: { src: 'mesh.v1.evt.>', dest: 'elsewhere.>' } }, false],
  ])('with %o is dangerous, or can be mended', (change, dangerous = true) => {
    const found = streamDifferences({ ...live, ...change }, events);
    expect(found).toMatchObject([{ setting: Object.keys(change)[0], dangerous }]);
  });

  test('has the space that was given to it, unless the code says otherwise', () => {
    expect(streamDifferences({ ...live, max_bytes: 1000 }, events)).toEqual([]);
    const limited = { ...events, max_bytes: 5000 };
    expect(streamDifferences({ ...live, max_bytes: 1000 }, limited)).toMatchObject([
      { setting: 'max_bytes', dangerous: false },
    ]);
  });

  test('may gain replicas, and its subjects may come in any order', () => {
    const three = { ...events, num_replicas: 3 };
    expect(streamDifferences(live, three)).toMatchObject([{ dangerous: false }]);
    const timers = definitionOf('TIMERS');
    const turned = { ...timers, subjects: [...timers.subjects].reverse(), max_msgs: -1 };
    expect(streamDifferences(turned, timers)).toEqual([]);
  });
});

describe('a live lane', () => {
  const [lane] = laneDefinitions();
  if (lane === undefined) throw new Error('there are no lanes');

  test('that holds longer can be mended; one that acknowledges nothing is dangerous', () => {
    expect(durableDifferences(lane, lane)).toEqual([]);
    const longer = durableDifferences({ ...lane, ack_wait: 1 }, lane);
    expect(longer).toMatchObject([{ setting: 'ack_wait', dangerous: false }]);
    const careless = durableDifferences({ ...lane, ack_policy: AckPolicy.None }, lane);
    expect(careless).toMatchObject([{ setting: 'ack_policy', dangerous: true }]);
  });
});

test('the log and the journal can neither be purged nor forget by number', () => {
  for (const name of ['EVENTS', 'JOURNAL']) {
    expect(definitionOf(name)).toMatchObject({ deny_delete: true, deny_purge: true });
    expect(definitionOf(name)).not.toHaveProperty('max_msgs');
  }
  expect(events).not.toHaveProperty('max_age');
});
