import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasOwnMarker,
  keyMarker,
  marked,
  sectionOf,
  stickyMarker,
  stickyRevision,
  withSection,
} from '../src/github/markers.ts';

describe('hidden markers', () => {
  test('a key of any characters makes one comment that ends where it should', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const inner = keyMarker(key).slice('<!--'.length, -'-->'.length);
        expect(inner).not.toContain('--');
        expect(inner).not.toContain('>');
      }),
    );
  });

  test('two keys never share a marker', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(keyMarker(a) === keyMarker(b)).toBe(a === b);
      }),
    );
  });

  test('a sticky comment tells its revision, and only for its own marker', () => {
    const body = marked('Progress', stickyMarker('shop-42', 7));

    expect(stickyRevision(body, 'shop-42')).toBe(7);
    expect(stickyRevision(body, 'shop-4')).toBeUndefined();
  });

  test('whatever we write is known as ours, and nothing else is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.nat(), (text, key, revision) => {
        expect(hasOwnMarker(marked(text, keyMarker(key)))).toBe(key !== '');
        expect(hasOwnMarker(marked(text, stickyMarker('shop-42', revision)))).toBe(true);
        expect(hasOwnMarker(text)).toBe(false);
      }),
    );
    expect(hasOwnMarker(`${keyMarker('k')} is what they write`)).toBe(false);
  });

  test('a text longer than GitHub takes is cut, and its marker stays', () => {
    const body = marked('x'.repeat(100_000), keyMarker('k'));

    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toContain(keyMarker('k'));
    expect(body).toContain('cut here');
  });
});

describe('our section of a body', () => {
  const foreign = fc.string().filter((text) => !text.includes('<!-- patchwright:'));

  test('whatever people wrote before and after stays as it was', () => {
    fc.assert(
      fc.property(foreign, foreign, fc.string(), fc.string(), (before, after, first, second) => {
        const block = withSection('', first, { key: 'k1' });
        const body = withSection(`${before}${block}${after}`, second, { key: 'k2' });
        const [head, rest] = body.split('<!-- patchwright:begin -->');
        expect(head).toBe(before);
        expect(rest?.split('<!-- patchwright:end -->')[1]).toBe(after);
        expect(sectionOf(body)).toContain(keyMarker('k2'));
        expect(sectionOf(body)).not.toContain(keyMarker('k1'));
      }),
    );
  });

  test('where there was none, it comes last', () => {
    expect(withSection("Maria's words\n", 'Ours', { key: 'k' })).toMatch(
      /^Maria's words\n\n<!-- patchwright:begin -->\nOurs\n/,
    );
  });

  test('where a person removed one of its ends, nothing of theirs is lost', () => {
    const torn = 'Before\n<!-- patchwright:begin -->\nold\nAfter';
    const body = withSection(torn, 'new', { key: 'k' });

    expect(body).toContain('Before');
    expect(body).toContain('After');
    expect(sectionOf(body)).toContain('new');
  });
});
