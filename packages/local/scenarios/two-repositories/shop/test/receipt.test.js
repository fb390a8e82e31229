import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptLine } from '../src/receipt.js';

test('a line begins with the name', () => {
  assert.match(receiptLine('cup', { net: 1000, gross: 1190 }), /^cup /);
});
