import { expect, test } from 'vitest';
import { registerRows } from './register-rows.ts';
import { askedForRows, quickRows } from './rows.ts';

registerRows(quickRows, 600_000);

test('every row has a name of its own', () => {
  const names = [...quickRows, ...askedForRows].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
