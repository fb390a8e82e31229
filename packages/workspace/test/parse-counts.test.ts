import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCounts } from '../src/index.ts';
import { parseReport } from '../src/parse/junit-xml.ts';

/** What the real tools printed, recorded. */
function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/outputs/${name}.txt`, import.meta.url), 'utf8');
}

const DISCOUNT = 'a cart with a discount';

describe('counts and failing names of real outputs', () => {
  it.each([
    ['nodetest-spec', 12, 6, 2, 4, [`${DISCOUNT} > rounds to cents`, 'a thing that throws']],
    ['nodetest-tap', 12, 6, 2, 4, [`${DISCOUNT} > rounds to cents`, 'a thing that throws']],
    ['nodetest-passing', 6, 4, 0, 2, []],
    // The process ended as a success before its one test did.
    ['nodetest-left-early-spec', 0, 0, 0, 0, []],
    ['nodetest-left-early-tap', 0, 0, 0, 0, []],
    [
      'vitest',
      7,
      2,
      3,
      2,
      [
        'c.test.ts',
        `a.test.ts > ${DISCOUNT} > rounds to cents`,
        `a.test.ts > ${DISCOUNT} > throws`,
      ],
    ],
    [
      'vitest-verbose',
      7,
      2,
      3,
      2,
      [
        'c.test.ts',
        `a.test.ts > ${DISCOUNT} > rounds to cents`,
        `a.test.ts > ${DISCOUNT} > throws`,
      ],
    ],
    ['vitest-passing', 1, 1, 0, 0, []],
    ['jest', 7, 2, 3, 2, [`${DISCOUNT} > rounds to cents`, `${DISCOUNT} > throws`, 'c.test.js']],
    ['jest-passing', 1, 1, 0, 0, []],
    ['mocha', 5, 1, 2, 2, [`${DISCOUNT} > rounds to cents`, `${DISCOUNT} > throws`]],
    [
      'pytest',
      7,
      2,
      3,
      2,
      [
        'test_cart.py::TestDiscount::test_rounds_to_cents',
        'test_cart.py::TestDiscount::test_each[2]',
        'test_cart.py::test_with_broken_fixture',
      ],
    ],
    [
      'pytest-quiet',
      7,
      2,
      3,
      2,
      [
        'test_cart.py::TestDiscount::test_rounds_to_cents',
        'test_cart.py::TestDiscount::test_each[2]',
        'test_cart.py::test_with_broken_fixture',
      ],
    ],
    ['pytest-passing', 1, 1, 0, 0, []],
    ['pytest-collection', 1, 0, 1, 0, ['test_x.py']],
    ['pytest-none', 0, 0, 0, 0, []],
    ['unittest', 4, 1, 2, 1, ['test_cart.CartTest.test_throws', 'test_cart.CartTest.test_rounds']],
    [
      'unittest-verbose',
      4,
      1,
      2,
      1,
      ['test_cart.CartTest.test_throws', 'test_cart.CartTest.test_rounds'],
    ],
    ['unittest-passing', 1, 1, 0, 0, []],
    ['go', 3, 1, 2, 0, ['TestRounds/to_cents', 'example.com/shop/bad']],
    ['go-verbose', 5, 3, 1, 1, ['TestRounds/to_cents']],
    ['go-json', 5, 3, 1, 1, ['TestRounds/to_cents']],
    ['go-passing', 1, 1, 0, 0, []],
    ['go-half-lines', 2, 2, 0, 0, []],
    ['go-none', 0, 0, 0, 0, []],
    ['cargo', 4, 2, 1, 1, ['tests::rounds']],
    ['cargo-passing', 1, 1, 0, 0, []],
    ['maven', 4, 1, 2, 1, ['shop.CartTest > roundsToCents', 'shop.CartTest > throwsUp']],
    ['maven-passing', 1, 1, 0, 0, []],
    ['gradle', 4, 1, 2, 1, ['shop.CartTest > roundsToCents', 'shop.CartTest > throwsUp']],
    ['rspec', 5, 1, 2, 2, [`${DISCOUNT} rounds to cents`, `${DISCOUNT} throws`]],
    ['rspec-passing', 1, 1, 0, 0, []],
    ['rspec-broken', 1, 0, 1, 0, ['bad_spec.rb']],
    [
      'phpunit',
      7,
      2,
      3,
      2,
      [
        'CartTest > testThrows',
        'CartTest > testRoundsToCents',
        'CartTest > testEach with data set #1 (2)',
      ],
    ],
    ['phpunit-passing', 1, 1, 0, 0, []],
    ['dotnet', 4, 2, 1, 1, ['Shop.Tests.CartTests.RoundsToCents(count: 3)']],
    ['dotnet-detailed', 3, 1, 1, 1, ['Shop.Tests.CartTests.RoundsToCents']],
    ['npm-workspaces', 3, 2, 1, 0, [`${DISCOUNT} > rounds to cents`]],
    ['pnpm-workspaces', 3, 2, 1, 0, [`${DISCOUNT} > rounds to cents`]],
    ['yarn-modern-workspaces', 3, 2, 1, 0, [`${DISCOUNT} > rounds to cents`]],
    ['yarn-script', 2, 1, 1, 0, [`${DISCOUNT} > rounds to cents`]],
  ])('reads %s', (name, total, passed, failed, skipped, failing) => {
    expect(parseCounts(recorded(name))).toEqual({ total, passed, failed, skipped, failing });
  });

  it.each([
    ['surefire.xml', 4, 1, 2, 1, ['shop.CartTest > roundsToCents', 'shop.CartTest > throwsUp']],
    ['gradle.xml', 4, 1, 2, 1, ['shop.CartTest > roundsToCents', 'shop.CartTest > throwsUp']],
    ['dotnet.trx', 3, 1, 1, 1, ['Shop.Tests.CartTests.RoundsToCents(count: 3)']],
  ])('reads the report %s', (name, total, passed, failed, skipped, failing) => {
    const xml = readFileSync(new URL(`./fixtures/reports/${name}`, import.meta.url), 'utf8');
    expect(parseReport(xml)).toEqual({ total, passed, failed, skipped, failing });
  });

  it('believes a report rather than what its writer printed, and adds other runners', () => {
    const reported = { total: 9, passed: 9, failed: 0, skipped: 0, failing: [] };
    expect(parseCounts(recorded('maven'), reported)).toEqual(reported);
    const both = parseCounts(`${recorded('maven')}\n${recorded('rspec')}`, reported);
    expect(both).toMatchObject({ total: 14, passed: 10, failed: 2 });
  });

  it.each([
    '',
    'no xml',
    '<testsuite><testcase',
    '<html><body/></html>',
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><other>&b;</other>',
  ])('makes nothing of a report such as %j', (xml) => {
    expect(parseReport(xml)).toBeUndefined();
  });

  it('adds up the runs of several packages', () => {
    const both = parseCounts(`${recorded('nodetest-passing')}\n${recorded('pytest')}`);
    expect(both).toMatchObject({ total: 13, passed: 6, failed: 3 });
  });

  it('says nothing about an output without a test run', () => {
    expect(
      parseCounts('Checking formatting...\nAll matched files use Prettier code style!\n'),
    ).toBeUndefined();
    expect(parseCounts(recorded('vitest-none'))).toBeUndefined();
    expect(parseCounts('')).toBeUndefined();
  });
});
