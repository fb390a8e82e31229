import { expect, it } from 'vitest';
import { keywordsOf } from '../src/index.ts';

it('finds symbols, errors, paths, packages and words in a ticket, the telling ones first', () => {
  const keywords = keywordsOf(`Total of a discounted cart is one cent too low

When a 15 % discount is applied, \`applyDiscount\` in src/cart.ts rounds down instead of half up.
It also calls roundCents() from "@acme/money", and the page says "Your total has changed".

TypeError: Cannot read properties of undefined (reading 'price')
    at Cart.checkoutTotal (/app/src/checkout.ts:40:5)
    at Object.run (/app/node_modules/x/y.js:1:1)`);
  expect(keywords.slice(0, 4)).toEqual([
    'applyDiscount',
    'checkoutTotal',
    'roundCents',
    'TypeError',
  ]);
  expect(keywords).toEqual(
    expect.arrayContaining([
      "Cannot read properties of undefined (reading 'price')",
      '/app/src/checkout.ts',
      'src/cart.ts',
      '@acme/money',
      'Your total has changed',
      'discount',
      'total',
    ]),
  );
  expect(keywords).not.toContain('when');
  expect(keywords.join()).not.toContain('node_modules');
  expect(keywords.length).toBeLessThanOrEqual(30);
});

it('names each keyword once and is the same every time', () => {
  const text = 'parse_price parse_price ParsePrice price prices prices';
  expect(keywordsOf(text)).toEqual(['parse_price', 'ParsePrice', 'price']);
  expect(keywordsOf(text)).toEqual(keywordsOf(text));
  expect(keywordsOf('')).toEqual([]);
});
