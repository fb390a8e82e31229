import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quote } from '../src/quote.js';

test('a quote has the net price', () => {
  assert.equal(quote(1000).net, 1000);
});
