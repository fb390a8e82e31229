import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  catalogue,
  catalogueOf,
  decode,
  decodeHeader,
  defineEvent,
  type EventDefinition,
  encode,
  encodeHeader,
  genesisHash,
  isIssueEvent,
  isTaskEvent,
  MalformedEvent,
  type MeshEvent,
  UnknownEvent,
} from '../src/index.ts';

const paused: MeshEvent = {
  type: 'task_paused',
  version: 1,
  data: { by: 'human:slack:U1', via: 'slack' },
  id: '0jbrdxm61hp1fyw2www6pxqy5r',
  aggregate: { kind: 'task', tenant: 'acme', id: 'shop-42' },
  source: '/patchwright/gateway',
  time: '2026-03-02T09:30:00.000Z',
  actor: 'human:slack:U1',
  causationId: 'inbox:17',
  correlationId: 'shop-42',
  aggVersion: 9,
  build: '0.1.0',
  prevHash: genesisHash,
};

function message(
  change: { headers?: Record<string, string>; body?: string; subject?: string } = {},
) {
  const encoded = encode(paused);
  return {
    subject: change.subject ?? encoded.subject,
    headers: { ...encoded.headers, ...change.headers },
    body: change.body === undefined ? encoded.body : new TextEncoder().encode(change.body),
    seq: 41,
  };
}

describe('the wire', () => {
  test('carries CloudEvents 1.0 attributes as headers and the data as the body', () => {
    const { subject, headers, body } = encode({ ...paused, traceparent: '00-a-b-01' });
    expect(subject).toBe('mesh.v1.evt.acme.task.shop-42.task_paused');
    expect(headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-type': 'dev.patchwright.task.task_paused.v1',
      'ce-subject': 'task/shop-42',
      'ce-datacontenttype': 'application/json',
      'ce-tenant': 'acme',
      'ce-causationid': 'inbox:17',
      'ce-aggversion': '9',
      traceparent: '00-a-b-01',
    });
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual(paused.data);
  });

  test('gives back every event that was put on it, whatever stands in its texts', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(text, text, text, text, fc.nat(), (by, actor, build, causationId, seq) => {
        const event = {
          ...paused,
          actor: wellFormed(actor),
          build: wellFormed(build),
          causationId: wellFormed(causationId),
          data: { by: wellFormed(by), via: 'cli' },
        };
        const encoded = encode(event);
        for (const value of Object.values(encoded.headers)) expect(value).toMatch(/^[!-~]*$/);
        const { hash, ...read } = decode({ ...encoded, seq });
        expect(read).toEqual({ ...event, seq });
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  test('headers may also be looked up one by one, and the subject may be that of a republished event', () => {
    const { headers } = message();
    const read = decode({
      ...message({ subject: 'mesh.v1.live.acme.task.shop-42.task_paused' }),
      headers: (name) => headers[name],
    });
    expect(read).toEqual(decode(message()));
  });

  test('header text follows the HTTP binding of CloudEvents', () => {
    expect(encodeHeader('Euro € 😀 "q" 100%\n')).toBe(
      'Euro%20%E2%82%AC%20%F0%9F%98%80%20%22q%22%20100%25%0A',
    );
    expect(decodeHeader('Euro%20%E2%82%AC%20100%')).toBe('Euro € 100%');
    expect(decodeHeader('a%ZZb')).toBe('a%ZZb');
  });
});

describe('the decode point parks what it does not know', () => {
  test('a newer version than this build reads', () => {
    const newer = message({ headers: { 'ce-type': 'dev.patchwright.task.task_paused.v2' } });
    expect(() => decode(newer)).toThrow(UnknownEvent);
    expect(() => decode(newer)).toThrow(/v2 is newer than v1/);
  });

  test('a kind of event that this build does not have', () => {
    const unknown = message({
      headers: { 'ce-type': 'dev.patchwright.task.task_teleported.v1' },
      subject: 'mesh.v1.evt.acme.task.shop-42.task_teleported',
    });
    expect(() => decode(unknown)).toThrow(UnknownEvent);
  });

  test('a kind of aggregate that this build does not have', () => {
    expect(() =>
      decode(message({ headers: { 'ce-type': 'dev.patchwright.fleet.moved.v1' } })),
    ).toThrow(UnknownEvent);
  });
});

describe('the decode point refuses what is no event', () => {
  test.each([
    ['another specversion', message({ headers: { 'ce-specversion': '0.3' } })],
    ['a foreign type', message({ headers: { 'ce-type': 'com.example.thing' } })],
    ['no id', message({ headers: { 'ce-id': '' } })],
    ['a time that is none', message({ headers: { 'ce-time': 'yesterday' } })],
    ['a position that is none', message({ headers: { 'ce-aggversion': '-1' } })],
    ['a chain that is none', message({ headers: { 'ce-prevhash': 'abc' } })],
    [
      'a subject of another task',
      message({ subject: 'mesh.v1.evt.acme.task.shop-43.task_paused' }),
    ],
    [
      'a subject of another tenant',
      message({ subject: 'mesh.v1.evt.evil.task.shop-42.task_paused' }),
    ],
    [
      'a subject that names another fact',
      message({ subject: 'mesh.v1.evt.acme.task.shop-42.plan_approved' }),
    ],
    [
      'a subject attribute of another kind',
      message({ headers: { 'ce-subject': 'issue/shop-42' } }),
    ],
    ['a body that is no JSON', message({ body: '{' })],
    ['data that does not fit', message({ body: '{"by":7}' })],
  ])('%s', (_what, wrong) => {
    expect(() => decode(wrong)).toThrow(MalformedEvent);
  });

  test('never lets anything but its own faults out', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(encode(paused).headers)), fc.string()),
        fc.string(),
        (headers, body) => {
          try {
            decode(message({ headers, body }));
          } catch (fault) {
            expect(fault instanceof MalformedEvent || fault instanceof UnknownEvent).toBe(true);
          }
        },
      ),
    );
  });
});

describe('an old version', () => {
  const Renamed = defineEvent(
    'task',
    'test_event',
    z.object({ files: z.array(z.string()), by: z.string() }),
    {
      version: 3,
      upcast: {
        1: (data: { file: string }) => ({ files: [data.file] }),
        2: (data: { files: string[] }) => ({ ...data, by: 'unknown' }),
      },
    },
  );
  const language = catalogueOf([Renamed as EventDefinition]);

  function old(version: number, data: unknown) {
    return { ...encode({ ...paused, type: 'test_event', version, data }), seq: 1 };
  }

  test('is lifted step by step to the newest', () => {
    expect(decode(old(1, { file: 'a.ts' }), language)).toMatchObject({
      version: 3,
      data: { files: ['a.ts'], by: 'unknown' },
    });
    expect(decode(old(2, { files: [] }), language).data).toEqual({ files: [], by: 'unknown' });
  });

  test('keeps the hash of what was written, so the chain holds over lifted events', () => {
    const written = old(1, { file: 'a.ts' });
    const lifted = decode(written, language);
    const OfItsTime = defineEvent('task', 'test_event', z.object({ file: z.string() }));
    const then = decode(written, catalogueOf([OfItsTime as EventDefinition]));
    expect(lifted.hash).toBe(then.hash);
  });

  test('that cannot be lifted, or does not fit once lifted, is refused', () => {
    expect(() => decode(old(1, null), language)).toThrow(MalformedEvent);
    expect(() => decode(old(1, { file: 7 }), language)).toThrow(MalformedEvent);
  });

  test('without a way up is refused when the language is made', () => {
    const broken = defineEvent('task', 'test_event', z.object({}), { version: 2 });
    expect(() => catalogueOf([broken as EventDefinition])).toThrow(/no way up to v2/);
    expect(() => catalogueOf([Renamed, Renamed] as EventDefinition[])).toThrow(/defined twice/);
  });
});

test('the language tells facts of tasks from those of issues', () => {
  expect(isTaskEvent(paused)).toBe(true);
  expect(isIssueEvent(paused)).toBe(false);
  expect(isTaskEvent({ ...paused, type: 'task_teleported' })).toBe(false);
  expect(Object.keys(catalogue)).toHaveLength(61);
});

function wellFormed(text: string): string {
  return text.toWellFormed();
}
