import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block, code, details, link, paragraphs, prose } from '../src/render/markdown.ts';
import { plain, slackCode, slackLink, slackTime, slackWho } from '../src/render/mrkdwn.ts';
import { clip, instant, money, oneLine, who } from '../src/render/text.ts';
import { nasty } from './story.ts';

describe('text of others on GitHub', () => {
  test('shows what it is, and does nothing', () => {
    expect(prose(nasty)).toBe(
      '&lt;img src=x onerror=alert(1)&gt; \\!\\[pixel\\](https://evil.example/x.png) @&#8203;maria &lt;\\!channel&gt; &lt;@&#8203;U0MARIA&gt; \\`code\\` \\*bold\\* @&#8203;agent approve',
    );
  });

  test('begins no list and no heading', () => {
    expect(prose('- one')).toBe('\\- one');
    expect(prose('1. one')).toBe('\\1. one');
    expect(prose('# one')).toBe('\\# one');
  });

  test('keeps its paragraphs where it may have some', () => {
    expect(paragraphs('one\ntwo\n\n\nthree *four*')).toBe('one two\n\nthree \\*four\\*');
  });

  test('as code stays code, whatever ticks it has', () => {
    expect(code('npm test')).toBe('`npm test`');
    expect(code('a `b` c')).toBe('``a `b` c``');
    expect(code('`b`')).toBe('`` `b` ``');
    expect(code('')).toBe('` `');
  });

  test('as a block never ends before its end', () => {
    expect(block('a\n```\nb')).toBe('````text\na\n```\nb\n````');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '~', '\n', 'x') }), (text) => {
        const lines = block(text).split('\n');
        const fence = lines[0]?.replace('text', '') ?? '';
        const closing = lines.slice(1).filter((line) => line.startsWith(fence));
        expect(closing).toEqual([fence]);
      }),
    );
  });

  test('that is long keeps its newest lines as a block', () => {
    expect(block('0123456789', 4)).toBe('```text\n…\n6789\n```');
  });

  test('as a summary opens no tag', () => {
    expect(details('RED: </summary><b>', 'x')).toContain(
      '<summary>RED: &lt;/summary&gt;&lt;b&gt;</summary>',
    );
  });

  test('is a link only to a plain web address', () => {
    expect(link('log', 'https://ci.example/1?a=b')).toBe('[log](https://ci.example/1?a=b)');
    for (const url of [
      'javascript:alert(1)',
      'https://x.example/) ![](https://evil',
      'data:text/html,x',
    ]) {
      expect(link('log', url)).toBe('log');
    }
  });
});

describe('text of others on Slack', () => {
  test('mentions nobody and links nothing', () => {
    expect(plain('<!channel> <@U0MARIA> a & b')).toBe(
      '&lt;!channel&gt; &lt;@U0MARIA&gt; a &amp; b',
    );
    expect(slackCode('a`b')).toBe('`aˋb`');
    expect(slackLink('x|y', 'https://ci.example/1')).toBe('<https://ci.example/1|x/y>');
    expect(slackLink('log', 'https://x|<!channel>')).toBe('log');
  });

  test('names people and times so that Slack can show them', () => {
    expect(slackWho('human:maria')).toBe('maria');
    expect(slackWho('human:slack:U0TOM')).toBe('<@U0TOM>');
    expect(slackWho('human:slack:<!channel>')).toBe('&lt;!channel&gt;');
    expect(slackTime('2026-03-02T09:00:00.000Z')).toBe(
      '<!date^1772442000^{date_short_pretty} {time}|2026-03-02 09:00 UTC>',
    );
  });
});

test('small texts', () => {
  expect(clip('abcdef', 4)).toBe('abc…');
  expect(clip('ab😀', 3)).toBe('ab…');
  expect(oneLine(' a\u200b\n\tb\u0007 ')).toBe('a b');
  expect(instant('2026-03-02T09:00:00.000Z')).toBe('2026-03-02 09:00 UTC');
  expect([money(0), money(0.004), money(1.239)]).toEqual(['$0.00', 'under $0.01', '$1.24']);
  expect([who('human:maria'), who('human:slack:U0TOM'), who('')]).toEqual([
    'maria',
    'U0TOM',
    'somebody',
  ]);
});
