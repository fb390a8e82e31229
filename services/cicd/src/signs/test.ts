import type { Sign } from './sign.ts';

const category = 'test';

/** Runners of tests, by the totals that they print last: words like FAILED are said by passing tests too. */
export const testSigns: readonly Sign[] = [
  {
    category,
    tool: 'pytest',
    says: [/^(?:=+ )?(?:\d+ \w+, )*[1-9]\d* (?:failed|errors?)\b.* in [\d.]+s\b/m],
    tells: /^(?:FAILED|ERROR) \S|^E {3}|^(?:=+ )?(?:\d+ \w+, )*\d+ (?:failed|errors?)\b.* in /,
  },
  { category, tool: 'pytest', says: [/^=+ no tests ran in [\d.]+s/m] },
  {
    category,
    tool: 'vitest',
    says: [/^ *(?:Test Files|Tests|Errors|Snapshots|Type Errors) +[1-9]\d* (?:failed|errors?)/m],
    tells: /^ ?FAIL +\S|^\w*Error: |^ *(?:Test Files|Tests|Errors) +\d+ /,
  },
  {
    category,
    tool: 'vitest',
    says: [/^ERROR: Coverage for .* does not meet/m],
  },
  {
    category,
    tool: 'jest',
    says: [
      /^(?:Test Suites|Tests): +[1-9]\d* failed|^Jest: (?:Coverage for|.* coverage threshold)/m,
    ],
    tells: /^ ?FAIL |^ {2}● |^\s+(?:Expected|Received)\b.*: |^Tests: |^Jest: /,
  },
  {
    category,
    tool: 'mocha',
    says: [/^ +[1-9]\d* failing$/m],
    tells: /^ +\d+\) |^ +\w*(?:Error|Exception)\b.*: |^ +\d+ failing/,
  },
  {
    category,
    tool: 'node:test',
    says: [/^(?:#|ℹ) (?:fail|cancelled) [1-9]\d*$/m],
    tells: /^\s*(?:✖|not ok \d+) |^\s+\w*Error\b.*: |^(?:#|ℹ) fail /,
  },
  {
    category,
    tool: 'go test',
    says: [/^FAIL\t\S+\t[\d.]+s$/m],
    tells: /^\s*--- FAIL: |^ {4,}\S+\.go:\d+: |^panic: |^FAIL\t/,
  },
  {
    category,
    tool: 'cargo test',
    says: [/^test result: FAILED\. /m],
    tells: /^test .* \.\.\. FAILED$|^thread '.*panicked at|^assertion |^test result: /,
  },
  {
    category,
    tool: 'maven',
    says: [/^\[ERROR\] Tests run: \d+, Failures: (?:[1-9]|\d+, Errors: [1-9])/m],
    tells: /^\[ERROR\] +\S+(?:Test|IT|Tests)\b|^\[ERROR\] Tests run:/,
  },
  {
    category,
    tool: 'gradle',
    says: [/^\d+ tests? completed, [1-9]\d* failed/m],
    tells: /^\S.* > .* FAILED$|^\d+ tests? completed/,
  },
  {
    category,
    tool: 'unittest',
    says: [/^FAILED \((?:failures|errors|unexpected successes)=\d+/m],
    tells: /^(?:FAIL|ERROR): |^\w*(?:Error|Exception)\b.*: |^FAILED \(/,
  },
  {
    category,
    tool: 'rspec',
    says: [/^\d+ examples?, [1-9]\d* failures?/m],
    tells: /^rspec \.|^\s+\d+\) |^\d+ examples?/,
  },
  {
    category,
    tool: 'phpunit',
    says: [/^(?:FAILURES|ERRORS)!$/m],
    tells: /^\d+\) |^Failed asserting|^Tests: /,
  },
  {
    category,
    tool: 'dotnet test',
    says: [/^Failed! +- Failed: +[1-9]|^ *Failed: +[1-9]\d*$/m],
    tells: /^ +Failed \S|^(?:Expected|Actual): |^Failed!/,
  },
];
