import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveId, issueIdFor, newId, taskIdFor, token } from '../src/index.ts';

const shop42 = { kind: 'task', tenant: 'acme', id: 'shop-42' } as const;

describe('a derived id', () => {
  test('is the same for the same cause', () => {
    expect(deriveId(shop42, 'c1', 'planner/plan', 0)).toBe(
      deriveId(shop42, 'c1', 'planner/plan', 0),
    );
  });

  test('differs by tenant, aggregate, cause, handler and index, also where the parts only shift', () => {
    const ids = [
      deriveId(shop42, 'c1', 'planner/plan', 0),
      deriveId({ ...shop42, tenant: 'other' }, 'c1', 'planner/plan', 0),
      deriveId({ ...shop42, kind: 'issue' }, 'c1', 'planner/plan', 0),
      deriveId({ ...shop42, id: 'shop-43' }, 'c1', 'planner/plan', 0),
      deriveId(shop42, 'c2', 'planner/plan', 0),
      deriveId(shop42, 'c1planner', '/plan', 0),
      deriveId(shop42, 'c1', 'planner/plan', 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is 26 characters that need no escaping anywhere', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        (cause, handler, index) => {
          expect(deriveId(shop42, cause, handler, index)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
        },
      ),
    );
  });
});

test('a new id is a ULID in lower case', () => {
  expect(newId()).toMatch(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  expect(newId()).not.toBe(newId());
});

describe("a task's id", () => {
  test.each([
    ['jira', 'SHOP-42', 1, 'shop-42'],
    ['jira', 'SHOP-42', 2, 'shop-42_2'],
    ['sentry', 'api-4001', 1, 'api-4001'],
    ['github', 'acme/shop#12', 1, 'acme-shop-12'],
    ['cli', '  Größe: “M” ', 1, 'gro-e-m'],
  ] as const)('of %s %s, generation %i, reads %s', (system, key, generation, id) => {
    expect(taskIdFor({ system, key, generation })).toBe(id);
  });

  test('always fits a subject, whatever the key', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 99 }),
        (key, generation) => {
          const id = taskIdFor({ system: 'cli', key, generation });
          expect(token(id)).toBe(id);
          expect(id.length).toBeLessThanOrEqual(67);
        },
      ),
    );
  });

  test('tells generations of one ticket from other tickets', () => {
    expect(taskIdFor({ system: 'jira', key: 'SHOP-4', generation: 2 })).not.toBe(
      taskIdFor({ system: 'jira', key: 'SHOP-4-2' }),
    );
  });

  test('has no generation 0', () => {
    expect(() => taskIdFor({ system: 'jira', key: 'SHOP-42', generation: 0 })).toThrow(TypeError);
  });
});

test("an issue's id names its project and tells fingerprints apart", () => {
  const one = issueIdFor({ project: 'API', fingerprint: 'a' });
  expect(one).toMatch(/^api-[0-9a-f]{16}$/);
  expect(one).not.toBe(issueIdFor({ project: 'API', fingerprint: 'b' }));
  expect(issueIdFor({ project: 'x'.repeat(200), fingerprint: 'a' }).length).toBeLessThanOrEqual(64);
});
