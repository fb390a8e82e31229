import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productSummary } from '../src/ratings.js';

test('a summary quotes the best review of the product', () => {
  const reviews = [
    { product: 'tea', stars: 3, text: 'fine' },
    { product: 'tea', stars: 5, text: 'lovely' },
    { product: 'cup', stars: 5, text: 'solid' },
  ];
  assert.deepEqual(productSummary(reviews, 'tea'), { product: 'tea', reviews: 2, quote: 'lovely' });
});
