import { describe, expect, test } from 'vitest';
import { parses, readTests } from '../src/index.ts';

/** What turns a test off. */
const OFF = 'skip';
/** What leaves only a group on. */
const FOCUSED = 'only';

/** One test in each language that has an assertion and is not run, and one that is. */
const files: readonly (readonly [path: string, text: string])[] = [
  [
    'cart.test.ts',
    `describe('cart', () => {
      it.${OFF}('is off', () => { expect(total()).toBe(1); });
      test.each([1])('is on', async (n) => { expect(n).toBe(1); });
    });`,
  ],
  [
    'cart.test.js',
    `describe('cart', () => {
      it('is off', { skip: true }, (t) => { t.assert.equal(total(), 1); });
      it('is on', () => { assert.equal(total(), 1); });
    });`,
  ],
  [
    'test_cart.py',
    `class cart:
    @pytest.mark.skip(reason='later')
    def test_off(self):
        assert total() == 1
    def test_on(self):
        self.assertEqual(total(), 1)
`.replace(/test_(off|on)/g, 'test_is_$1'),
  ],
  [
    'cart_test.go',
    `package cart
func TestCart(t *testing.T) {
  t.Run("is off", func(t *testing.T) { t.Skip("later"); require.Equal(t, 1, Total()) })
  t.Run("is on", func(t *testing.T) { if got := Total(); got != 1 { t.Errorf("%d", got) } })
}`,
  ],
  [
    'cart.rs',
    `mod cart {
  #[test]
  #[ignore]
  fn is_off() { assert_eq!(total(), 1); }
  #[test]
  fn is_on() { assert!(total() == 1); }
}`,
  ],
  [
    'CartTest.java',
    `class cart {
  @Test @Disabled("later") void is_off() { assertEquals(1, total()); }
  @Test void is_on() { assertThat(total()).isEqualTo(1); }
}`,
  ],
  [
    'cart_spec.rb',
    `describe 'cart' do
  xit 'is off' do
    expect(total).to eq(1)
  end
  it 'is on' do
    expect(total).to eq(1)
  end
end`,
  ],
  [
    'CartTests.cs',
    `class cart {
  [Fact(Skip = "later")] public void is_off() { Assert.Equal(1, Total()); }
  [Fact] public void is_on() { Total().Should().Be(1); }
}`,
  ],
  [
    'CartTest.php',
    `<?php class cart extends TestCase {
  public function test_is_off(): void { $this->markTestSkipped(); $this->assertSame(1, total()); }
  public function test_is_on(): void { $this->assertSame(1, total()); }
}`,
  ],
];

describe('the tests of a file are read by its language', () => {
  test.each(files)('%s', async (path, text) => {
    const read = await readTests(path, text);
    const tests = read?.tests ?? [];
    const names = tests.map(({ name }) =>
      name.replace(/test_|_/g, (part) => (part === '_' ? ' ' : '')),
    );

    expect(names.map((name) => name.toLowerCase())).toEqual([
      expect.stringMatching(/cart > is off$/),
      expect.stringMatching(/cart > is on$/),
    ]);
    expect(tests.map(({ isDisabled }) => isDisabled)).toEqual([true, false]);
    expect(tests.map(({ assertions }) => assertions.length)).toEqual([1, 1]);
    expect(read?.around.filter(({ text }) => text.includes('1'))).toEqual([]);
    expect(await parses(path, text)).toBe(true);
  });
});

test('comments and formatting make no difference to a test, anything else does', async () => {
  const written = async (body: string) =>
    (await readTests('a.test.ts', `test('a', () => { ${body} });`))?.tests[0]?.text;

  const plain = await written("expect(f('x')).toBe(1);");
  expect(await written('// why\n expect(\n f("x",),\n).toBe(1)')).toBe(plain);
  expect(await written("expect(f('y')).toBe(1);")).not.toBe(plain);
});

test('a group in which all is focused, and a file that no parser reads', async () => {
  const read = await readTests(
    'a.test.ts',
    `describe.${FOCUSED}('g', () => { it('a', () => {}); });`,
  );

  expect(read?.tests).toMatchObject([{ name: 'g > a', isFocused: true, isDisabled: false }]);
  expect(await readTests('README.md', '# it')).toBeUndefined();
  expect(await parses('a.ts', 'const = ;')).toBe(false);
});
