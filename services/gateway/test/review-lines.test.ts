import { describe, expect, test } from 'vitest';
import { revisionOf } from '../src/review-lines.ts';

describe('the lines of a review', () => {
  test('are one wish with the words of the review, each by path and line', () => {
    const lines = [
      { path: 'src/cart.ts', line: 12, body: 'Round down.\n' },
      { path: 'PLAN.md', line: null, body: 'No rollback?' },
    ];
    expect(revisionOf('Two things.', lines)).toBe(
      'Two things.\n\nsrc/cart.ts:12: Round down.\n\nPLAN.md: No rollback?',
    );
    expect(revisionOf('', lines)).toBe('src/cart.ts:12: Round down.\n\nPLAN.md: No rollback?');
  });

  test('that are words to us, or say nothing, are no part of it', () => {
    const lines = [
      { path: 'src/cart.ts', line: 1, body: '@agent explain' },
      { path: 'src/cart.ts', line: 2, body: '  ' },
    ];
    expect(revisionOf('', lines)).toBe('');
  });
});
