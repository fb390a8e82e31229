import { expect, test } from 'vitest';
import { registerRows } from './register-rows.ts';
import { javascriptRows } from './rows-javascript.ts';
import { askedForRows, otherRows } from './rows-others.ts';

registerRows([...javascriptRows, ...otherRows], 600_000);

test('every row has a name of its own', () => {
  const names = [...javascriptRows, ...otherRows, ...askedForRows].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
