import { needsPerson, type RunCase, step } from '../case.ts';

const CONFIG =
  '{"compilerOptions":{"strict":true,"noEmit":true,"module":"nodenext","types":[]},"include":["src"]}\n';
const WRONG = `export function total(items: number[]): number {
  const sum: string = items.reduce((a, b) => a + b, 0);
  return sum;
}
`;

/** What compilers and checkers of types find. */
export const typeCases: readonly RunCase[] = [
  {
    name: 'tsc-type-error',
    tools: 'node-new',
    by: 'typescript',
    verdict: needsPerson('tsc', 'types'),
    files: { 'tsconfig.json': CONFIG, 'src/total.ts': WRONG },
    steps: step('npx tsc --noEmit'),
    matchers: ['tsc'],
  },
  {
    name: 'tsc-pretty-colours',
    tools: 'node-new',
    by: 'typescript',
    verdict: needsPerson('tsc', 'types'),
    files: { 'tsconfig.json': CONFIG, 'src/total.ts': WRONG },
    steps: step('npx tsc --noEmit --pretty'),
  },
  {
    name: 'tsc-4-type-error',
    tools: 'node-old',
    by: 'typescript',
    verdict: needsPerson('tsc', 'types'),
    files: {
      'tsconfig.json': CONFIG,
      'package.json': '{"name":"shop","version":"1.0.0","scripts":{"typecheck":"tsc -p ."}}\n',
      'src/total.ts': WRONG,
    },
    steps: step('npm run typecheck'),
  },
  {
    name: 'tsc-7-type-error',
    tools: 'node-ts7',
    by: 'typescript',
    verdict: needsPerson('tsc', 'types'),
    files: { 'tsconfig.json': CONFIG, 'src/total.ts': WRONG },
    steps: step('npx tsc --noEmit'),
  },
  {
    name: 'tsc-syntax-error',
    tools: 'node-new',
    by: 'typescript',
    verdict: needsPerson('tsc', 'compile'),
    files: {
      'tsconfig.json': CONFIG,
      'src/total.ts': 'export function total(items: number[] {\n}\n',
    },
    steps: step('npx tsc --noEmit'),
  },
  {
    name: 'tsc-missing-module',
    tools: 'node-new',
    by: 'typescript',
    verdict: needsPerson('tsc', 'import'),
    files: {
      'tsconfig.json': CONFIG,
      'src/total.ts': `import { price } from './price.js';\nimport { z } from 'zod';\nexport const total = z.number().parse(price);\n`,
    },
    steps: step('npx tsc --noEmit'),
    matchers: ['tsc'],
  },
  {
    name: 'mypy-type-error',
    tools: 'python-new',
    by: 'mypy',
    verdict: needsPerson('mypy', 'types'),
    files: {
      'shop/__init__.py': '',
      'shop/total.py': 'def total(items: list[int]) -> str:\n    return sum(items)\n',
      'shop/cart.py': 'from shop.total import total\n\nprice: int = total([1])\n',
    },
    steps: step('mypy shop'),
  },
  {
    name: 'mypy-1-pretty',
    tools: 'python-old',
    by: 'mypy',
    verdict: needsPerson('mypy', 'types'),
    files: { 'total.py': 'def total(items: list[int]) -> str:\n    return sum(items)\n' },
    steps: step('mypy --pretty --show-column-numbers total.py'),
  },
  {
    name: 'mypy-colours',
    tools: 'python-new',
    by: 'mypy',
    verdict: needsPerson('mypy', 'types'),
    files: { 'total.py': 'def total(items: list[int]) -> str:\n    return sum(items)\n' },
    env: { MYPY_FORCE_COLOR: '1', TERM: 'xterm-256color' },
    steps: step('python -m mypy total.py'),
  },
  {
    name: 'mypy-syntax-error',
    tools: 'python-new',
    by: 'mypy',
    verdict: needsPerson('mypy', 'compile'),
    files: { 'total.py': 'def total(items: list[int] -> str:\n    return sum(items)\n' },
    steps: step('mypy total.py'),
  },
  {
    name: 'mypy-missing-import',
    tools: 'python-new',
    by: 'mypy',
    verdict: needsPerson('mypy', 'import'),
    files: { 'total.py': 'import pricing_engine\n\nprice: int = pricing_engine.price()\n' },
    steps: step('mypy total.py'),
  },
];
