import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { excerptOf } from '../src/index.ts';

function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/outputs/${name}.txt`, import.meta.url), 'utf8');
}

const NOISE = Array.from(
  { length: 400 },
  (_, row) => `noise of line ${row} that says nothing`,
).join('\n');

describe('an excerpt', () => {
  it('is the whole of a short output, without colours and without lines that were drawn over', () => {
    expect(excerptOf('\u001b[31mred\u001b[39m\n 10 %\r 50 %\rdone\n', true)).toBe('red\ndone');
  });

  it.each([
    ['pytest', 'assert 10.005 == 10.01'],
    ['nodetest-spec', 'AssertionError [ERR_ASSERTION]: 10.005 == 10.01'],
    ['nodetest-tap', "error: '10.005 == 10.01'"],
    ['vitest', 'AssertionError: expected 10.005 to be 10.01'],
    ['jest', 'Expected: 10.01'],
    ['mocha', 'AssertionError [ERR_ASSERTION]: 10.005 == 10.01'],
    ['unittest', 'AssertionError: 10.005 != 10.01'],
    ['go', 'got 10.005, want 10.01'],
    ['cargo', 'left: 10.005'],
  ])('shows why a test failed in the middle of much else (%s)', (name, reason) => {
    const excerpt = excerptOf(`${NOISE}\n${recorded(name)}\n${NOISE}`, false);
    expect(excerpt.length).toBeLessThanOrEqual(4_000);
    expect(excerpt).toContain(reason);
  });

  it('puts what failed first and the end of the output last', () => {
    const output = `${NOISE}\n[warn] src/cart.ts\nError: not formatted\n${NOISE}\nthe very end`;
    const excerpt = excerptOf(output, false);
    expect(excerpt.indexOf('[warn] src/cart.ts')).toBeLessThan(200);
    expect(excerpt.endsWith('the very end')).toBe(true);
  });

  it('keeps head and end of a long success, and cuts lines without end', () => {
    const excerpt = excerptOf(`begin\n${NOISE}\n${'x'.repeat(100_000)}\nend`, true);
    expect(excerpt.startsWith('begin\n')).toBe(true);
    expect(excerpt.endsWith('\nend')).toBe(true);
    expect(excerpt.length).toBeLessThanOrEqual(4_000);
  });
});
