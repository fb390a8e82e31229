import { describe, expect, it } from 'vitest';
import { type Frame, parseStackTrace } from '../src/index.ts';

function places(text: string): readonly string[] {
  return parseStackTrace(text).map(
    (frame) => `${frame.function}@${frame.file}:${frame.line}${frame.inApp ? '' : ' (foreign)'}`,
  );
}

const CASES: readonly (readonly [Frame['language'], string, readonly string[]])[] = [
  [
    'javascript',
    `TypeError: Cannot read properties of undefined (reading 'price')
    at total (/app/src/cart.ts:12:23)
    at async Cart.checkout (file:///app/src/checkout.ts:40:5)
    at new Order (webpack:///./src/order.js?a1b2:3:9)
    at Object.<anonymous> (/app/node_modules/express/lib/router.js:7:1)
    at /app/src/anonymous.ts:1:2
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`,
    [
      'total@/app/src/cart.ts:12',
      'Cart.checkout@/app/src/checkout.ts:40',
      'Order@src/order.js:3',
      'Object.<anonymous>@/app/node_modules/express/lib/router.js:7 (foreign)',
      '@/app/src/anonymous.ts:1',
      'process.processTicksAndRejections@node:internal/process/task_queues:105 (foreign)',
    ],
  ],
  [
    'javascript',
    'total@https://shop.example/assets/cart.js:12:23\n@https://shop.example/assets/main.js:1:1',
    ['total@assets/cart.js:12', '@assets/main.js:1'],
  ],
  [
    'python',
    `Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/flask/app.py", line 1473, in wsgi_app
    response = self.full_dispatch_request()
  File "/app/shop/cart.py", line 12, in total
    return sum(prices) / len(prices)
ZeroDivisionError: division by zero`,
    [
      'wsgi_app@/usr/local/lib/python3.12/site-packages/flask/app.py:1473 (foreign)',
      'total@/app/shop/cart.py:12',
    ],
  ],
  [
    'python',
    'E       assert 1 == 2\n\ntests/test_cart.py:9: AssertionError',
    ['@tests/test_cart.py:9'],
  ],
  [
    'java',
    `java.lang.NullPointerException: Cannot invoke "Price.amount()"
	at com.acme.shop.Cart.total(Cart.java:42)
	at com.acme.shop.Cart$Line.price(Cart.java:7)
	at app//com.acme.shop.Order.<init>(Order.java:9)
	at java.base/java.util.ArrayList.forEach(ArrayList.java:1596)
	at jdk.internal.reflect.Native.invoke0(Native Method)`,
    [
      'Cart.total@com/acme/shop/Cart.java:42',
      'Cart$Line.price@com/acme/shop/Cart.java:7',
      'Order.<init>@com/acme/shop/Order.java:9',
      'ArrayList.forEach@java/util/ArrayList.java:1596 (foreign)',
    ],
  ],
  [
    'go',
    `panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
example.com/shop/cart.(*Cart).Total(0xc000012345, {0x1, 0x2})
	/src/shop/cart/cart.go:42 +0x1d
main.main()
	/src/shop/main.go:9 +0x25
runtime.main()
	/usr/local/go/src/runtime/proc.go:283 +0x1f`,
    [
      '(*Cart).Total@/src/shop/cart/cart.go:42',
      'main@/src/shop/main.go:9',
      'main@/usr/local/go/src/runtime/proc.go:283 (foreign)',
    ],
  ],
  [
    'ruby',
    `app/models/cart.rb:12:in \`total': undefined method 'price' for nil (NoMethodError)
	from app/models/cart.rb:7:in 'block in Cart#sum'
	from /usr/lib/ruby/gems/3.3.0/gems/rack-3.0/lib/rack.rb:3:in \`call'`,
    [
      'total@app/models/cart.rb:12',
      'Cart#sum@app/models/cart.rb:7',
      'call@/usr/lib/ruby/gems/3.3.0/gems/rack-3.0/lib/rack.rb:3 (foreign)',
    ],
  ],
  [
    'csharp',
    `System.NullReferenceException: Object reference not set to an instance of an object.
   at Acme.Shop.Cart.Total(List\`1 items) in /src/Shop/Cart.cs:line 42
   at Acme.Shop.Program.Main(String[] args) in C:\\build\\Shop\\Program.cs:line 9
   at System.Linq.Enumerable.Sum(IEnumerable\`1 source)`,
    ['Cart.Total@/src/Shop/Cart.cs:42', 'Program.Main@/build/Shop/Program.cs:9'],
  ],
  [
    'php',
    `PHP Fatal error:  Uncaught TypeError: Unsupported operand types in /app/src/Cart.php:12
Stack trace:
#0 /app/src/Checkout.php(40): Cart->total(Array)
#1 /app/vendor/slim/App.php(9): Checkout::run()
#2 {main}
  thrown in /app/src/Cart.php on line 12`,
    [
      '@/app/src/Cart.php:12',
      'Cart->total@/app/src/Checkout.php:40',
      'Checkout::run@/app/vendor/slim/App.php:9 (foreign)',
    ],
  ],
  [
    'rust',
    `thread 'main' panicked at src/cart.rs:5:27:
index out of bounds
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616/library/std/src/panicking.rs:689:5
   4: shop::cart::total
             at ./src/cart.rs:5:27`,
    [
      '@src/cart.rs:5',
      '__rustc::rust_begin_unwind@/rustc/59807616/library/std/src/panicking.rs:689 (foreign)',
      'shop::cart::total@src/cart.rs:5',
    ],
  ],
];

describe('stack traces', () => {
  it.each(CASES)('of %s are read frame by frame', (language, text, expected) => {
    expect(places(text)).toEqual(expected);
    expect(new Set(parseStackTrace(text).map((frame) => frame.language))).toEqual(
      new Set([language]),
    );
  });

  it('are not seen in prose', () => {
    const prose =
      'Look at src/cart.ts: the total is wrong (see https://shop.example:8080/x).\nMail ines@example.com at 10:30:15.';
    expect(parseStackTrace(prose)).toEqual([]);
  });

  it('give lines and columns as numbers, and each place once', () => {
    const line = '    at total (/app/src/cart.ts:12:23)';
    expect(parseStackTrace(`${line}\n${line}`)).toEqual([
      {
        language: 'javascript',
        file: '/app/src/cart.ts',
        function: 'total',
        line: 12,
        column: 23,
        inApp: true,
      },
    ]);
  });
});
