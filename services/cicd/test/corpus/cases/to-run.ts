import type { RunCase } from '../case.ts';
import { goCases } from './go.ts';
import { javaCases } from './java.ts';
import { lintCases } from './javascript-lint.ts';
import { javascriptTestCases } from './javascript-test.ts';
import { machineCases } from './machine.ts';
import { mixedCases } from './mixed.ts';
import { packageCases } from './packages.ts';
import { pythonLintCases } from './python-lint.ts';
import { pythonTestCases } from './python-test.ts';
import { rustCases } from './rust.ts';
import { typeCases } from './types.ts';

/** Every case that is made by running the tool itself. */
export const casesToRun: readonly RunCase[] = [
  ...lintCases,
  ...typeCases,
  ...javascriptTestCases,
  ...pythonLintCases,
  ...pythonTestCases,
  ...goCases,
  ...rustCases,
  ...javaCases,
  ...packageCases,
  ...machineCases,
  ...mixedCases,
];
