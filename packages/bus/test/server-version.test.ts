import { expect, test } from 'vitest';
import { isNewEnough, minimumServer } from '../src/server-version.ts';

test.each([
  [minimumServer, true],
  ['2.15.2', true],
  ['2.16.0', true],
  ['2.16.0-preview.2', true],
  ['3.0.0', true],
  ['v2.15.1', true],
  ['2.15.0', false],
  ['2.15.1-preview.1', false],
  ['2.9.99', false],
  ['1.99.99', false],
  ['2', false],
  ['', false],
  ['a fork', false],
])('a server of version "%s" is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});
