import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Report } from '../bench/report.ts';
import { quantile, spreadOf } from '../bench/statistics.ts';

const MAIN = fileURLToPath(new URL('../bench/main.ts', import.meta.url));
const { HOME = '', PATH = '', NATS_SERVER, PATCHWRIGHT_CACHE } = process.env;

/** Runs the benchmarks as a person would; nothing but what finds the broker is handed on. */
async function bench(...args: readonly string[]) {
  const found = { NATS_SERVER, PATCHWRIGHT_CACHE };
  const set = Object.entries(found).filter(([, value]) => value !== undefined);
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { HOME, PATH, ...Object.fromEntries(set) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, code: await gone };
}

function reportIn(stdout: string): Report {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Report;
}

describe.each(['webhooks', 'mesh', 'rebuild', 'latency'])('the benchmark %s', (name) => {
  test('ends with one line of JSON in which every figure and ratio is a finite number', async () => {
    const { stdout, stderr, code } = await bench(name, '--quick');
    expect(code, stderr).toBe(0);
    const report = reportIn(stdout);
    expect(report).toMatchObject({ scale: 'quick', benchmarks: [{ name, rounds: 1 }] });
    const [result] = report.benchmarks;
    const ratios = result?.ratios ?? [];
    const figures = (result?.cases ?? []).flatMap((one) => Object.values(one.figures));
    expect(ratios.length).toBeGreaterThan(0);
    expect(figures.length).toBeGreaterThan(0);
    for (const spread of [...ratios, ...figures]) {
      expect(spread.samples).toHaveLength(1);
      expect(Number.isFinite(spread.median), JSON.stringify(spread)).toBe(true);
    }
    for (const ratio of ratios) expect(ratio.median, ratio.name).toBeGreaterThan(0);
    expect(stderr).toContain('ratio, round by round');
  });
});

test('an unknown benchmark is refused with the names of those there are', async () => {
  const { code, stdout, stderr } = await bench('speed-of-light');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('webhooks|mesh|rebuild|latency');
});

test('a median lies between its least and its most, and nothing is measured that is not a number', () => {
  expect(spreadOf([3, 1, 2])).toMatchObject({ median: 2, min: 1, max: 3 });
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(() => spreadOf([1, Number.NaN])).toThrow(RangeError);
  expect(() => spreadOf([])).toThrow(RangeError);
});
