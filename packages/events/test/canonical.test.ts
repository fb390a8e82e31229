import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../src/index.ts';

describe('the canonical form', () => {
  test('is that of RFC 8785, appendix B of its examples included', () => {
    expect(canonicalJson({ b: [56.0, { d: true, '10': null }], a: 'é\n\u20ac' })).toBe(
      '{"a":"é\\n€","b":[56,{"10":null,"d":true}]}',
    );
    expect(canonicalJson([1e30, 4.5, 2e-3, -0, 1e21])).toBe('[1e+30,4.5,0.002,0,1e+21]');
  });

  test('leaves out members that are undefined, so an absent and an undefined member are the same', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });

  test('does not depend on the order in which an object was made', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(digestOf(reversed)).toBe(digestOf(value));
      }),
    );
  });

  test('is refused for what JSON cannot hold', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow();
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
    expect(() => canonicalJson('\ud800')).toThrow();
  });
});
