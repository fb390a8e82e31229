import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { SuiteCounts } from '../workspace.ts';
import { tally } from './tally.ts';

const text = z.coerce.string();
const Case = z.looseObject({
  '@name': text.optional(),
  '@classname': text.optional(),
  failure: z.unknown().optional(),
  error: z.unknown().optional(),
  skipped: z.unknown().optional(),
});
type Suite = { readonly testcase: readonly unknown[]; readonly testsuite: readonly unknown[] };
const Suites = z.looseObject({
  testcase: z.array(z.unknown()).default([]),
  testsuite: z.array(z.unknown()).default([]),
});
const Trx = z.looseObject({
  TestRun: z.looseObject({
    Results: z.looseObject({
      UnitTestResult: z.array(
        z.looseObject({ '@testName': text.default(''), '@outcome': text.default('') }),
      ),
    }),
  }),
});

// A report is written by tests, which nobody has looked at: no entities of its own are followed.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  processEntities: { enabled: true, maxTotalExpansions: 100_000 },
  isArray: (name) => ['testcase', 'testsuite', 'UnitTestResult'].includes(name),
});

function casesOf(suite: Suite): readonly unknown[] {
  return [
    ...suite.testcase,
    ...suite.testsuite.flatMap((inner) => casesOf(Suites.parse(inner === '' ? {} : inner))),
  ];
}

function parseJunit(document: Record<string, unknown>): SuiteCounts | undefined {
  const root = Suites.safeParse(document.testsuites ?? document);
  if (!root.success) return undefined;
  const found = tally();
  for (const entry of casesOf(root.data)) {
    const one = Case.parse(entry);
    const failed = 'failure' in one || 'error' in one;
    if (failed) {
      found.fail([one['@classname'], one['@name']].filter(Boolean).join(' > '));
      found.add({ failed: 1 });
    } else found.add('skipped' in one ? { skipped: 1 } : { passed: 1 });
  }
  return found.counts();
}

function parseTrx(document: unknown): SuiteCounts | undefined {
  const run = Trx.safeParse(document);
  if (!run.success) return undefined;
  const found = tally();
  for (const result of run.data.TestRun.Results.UnitTestResult) {
    const outcome = result['@outcome'];
    if (outcome === 'Passed') found.add({ passed: 1 });
    else if (outcome === 'NotExecuted') found.add({ skipped: 1 });
    else {
      found.add({ failed: 1 });
      found.fail(result['@testName']);
    }
  }
  return found.counts();
}

/** Counts of a machine-readable report: JUnit's XML, as Surefire, Gradle and many others write it, or .NET's `trx`. `undefined` when it is neither or broken. */
export function parseReport(xml: string): SuiteCounts | undefined {
  try {
    const document: unknown = parser.parse(xml);
    if (typeof document !== 'object' || document === null) return undefined;
    return 'TestRun' in document
      ? parseTrx(document)
      : parseJunit(document as Record<string, unknown>);
  } catch {
    return undefined;
  }
}
