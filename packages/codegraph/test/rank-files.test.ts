import { describe, expect, it } from 'vitest';
import { keywordsOf, parseStackTrace, type RankedFile, rankFiles, roleOf } from '../src/index.ts';

const SHOP: Readonly<Record<string, string>> = {
  'package.json': '{"name":"shop","scripts":{"test":"node --test"}}',
  'README.md': '# Shop\nA cart with totals and discounts.',
  'src/cart.ts':
    "import { roundCents } from './money.ts';\nexport function applyDiscount(total: number, percent: number) {\n  return roundCents(total * (1 - percent / 100));\n}\n",
  'src/money.ts':
    'export function roundCents(amount: number) {\n  return Math.floor(amount * 100) / 100;\n}\n',
  'src/server.ts':
    "import { applyDiscount } from './cart.ts';\nexport function handle() { return applyDiscount(1, 2); }\n",
  'src/users.ts': 'export function findUser(name: string) { return name; }\n',
  'src/mail.ts':
    "import { findUser } from './users.ts';\nexport function send() { findUser('x'); }\n",
  'test/cart.test.ts': "import { applyDiscount } from '../src/cart.ts';\n",
  'test/users.test.ts': "import { findUser } from '../src/users.ts';\n",
};

function rank(files: Readonly<Record<string, string>>, text: string): RankedFile[] {
  const frames = parseStackTrace(text);
  return rankFiles({
    files: Object.entries(files).map(([path, content]) => ({ path, text: content })),
    query: {
      keywords: keywordsOf(text),
      paths: frames.map((frame) => frame.file),
      symbols: frames.map((frame) => frame.function).filter((name) => name !== ''),
      text,
    },
  });
}

function paths(ranked: readonly RankedFile[]): readonly string[] {
  return ranked.map((file) => file.path);
}

describe('ranking of files', () => {
  it('puts the file that a trace names first, then what it imports and who tests it', () => {
    const ranked = rank(
      SHOP,
      'RangeError: bad percent\n    at applyDiscount (/app/src/cart.ts:3:10)',
    );
    expect(ranked[0]).toMatchObject({ path: 'src/cart.ts', type: 'source' });
    expect(ranked[0]?.relevance).toBeGreaterThan(0.9);
    expect(paths(ranked).slice(1, 4).sort()).toEqual([
      'src/money.ts',
      'src/server.ts',
      'test/cart.test.ts',
    ]);
    expect(paths(ranked)).not.toContain('src/users.ts');
  });

  it('finds the file from plain words by the parts of its identifiers', () => {
    const ranked = rank(
      SHOP,
      'The discount on a cart is rounded down: totals are one cent too low.',
    );
    expect(paths(ranked)[0]).toBe('src/cart.ts');
    expect(paths(ranked).slice(1, 4)).toContain('src/money.ts');
  });

  it('is the same whatever the order of the files', () => {
    const text = 'discount of a user';
    const reversed = Object.fromEntries(Object.entries(SHOP).reverse());
    expect(rank(reversed, text)).toEqual(rank(SHOP, text));
  });

  it('finds nothing for a question that has nothing to do with the repository', () => {
    expect(rank(SHOP, 'kubernetes ingress certificate')).toEqual([]);
    expect(rank({}, 'anything')).toEqual([]);
  });

  it.each([
    [
      'Python',
      {
        'shop/__init__.py': '',
        'shop/cart.py':
          'from .money import round_cents\n\nclass Cart:\n    def average(self, prices):\n        return sum(prices) / len(prices)\n',
        'shop/money.py': 'def round_cents(amount):\n    return amount\n',
        'shop/users.py': 'def find_user(name):\n    return name\n',
        'tests/test_cart.py': 'from shop.cart import Cart\n',
      },
      'ZeroDivisionError: division by zero\n  File "/srv/app/shop/cart.py", line 5, in average',
      ['shop/cart.py', 'tests/test_cart.py', 'shop/money.py'],
    ],
    [
      'Go',
      {
        'go.mod': 'module example.com/shop\n',
        'cart/cart.go':
          'package cart\n\nimport "example.com/shop/money"\n\nfunc Total(prices []int) int { return money.Round(prices[3]) }\n',
        'cart/cart_test.go': 'package cart\n\nfunc TestTotal() {}\n',
        'money/money.go': 'package money\n\nfunc Round(amount int) int { return amount }\n',
        'users/users.go': 'package users\n\nfunc Find(name string) string { return name }\n',
      },
      'panic: index out of range\n\ngoroutine 1 [running]:\nexample.com/shop/cart.Total(...)\n\t/src/shop/cart/cart.go:5 +0x1d\n',
      ['cart/cart.go', 'cart/cart_test.go', 'money/money.go'],
    ],
    [
      'Java',
      {
        'src/main/java/com/acme/Cart.java':
          'package com.acme;\n\nimport com.acme.money.Money;\n\nclass Cart { Money total() { return null; } }\n',
        'src/main/java/com/acme/money/Money.java':
          'package com.acme.money;\n\npublic class Money {}\n',
        'src/main/java/com/acme/Users.java':
          'package com.acme;\n\nclass Users { String find() { return null; } }\n',
        'src/test/java/com/acme/CartTest.java': 'package com.acme;\n\nclass CartTest {}\n',
      },
      'java.lang.NullPointerException\n\tat com.acme.Cart.total(Cart.java:5)\n',
      [
        'src/main/java/com/acme/Cart.java',
        'src/test/java/com/acme/CartTest.java',
        'src/main/java/com/acme/money/Money.java',
      ],
    ],
  ])('follows imports and tests in %s', (_language, files, text, expected) => {
    expect(paths(rank(files, text)).slice(0, 3)).toEqual(expected);
  });
});

it.each([
  ['src/cart.ts', 'source'],
  ['src/cart.test.ts', 'test'],
  ['tests/test_cart.py', 'test'],
  ['cart/cart_test.go', 'test'],
  ['src/test/java/CartTest.java', 'test'],
  ['docs/guide.md', 'doc'],
  ['package.json', 'config'],
  ['.github/workflows/ci.yml', 'config'],
  ['Dockerfile', 'config'],
  ['src/latest.ts', 'source'],
])('takes %s for %s', (path, role) => {
  expect(roleOf(path)).toBe(role);
});
