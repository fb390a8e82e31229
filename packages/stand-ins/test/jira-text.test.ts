import { describe, expect, it } from 'vitest';
import { fromAdf, fromWiki } from '../src/jira/rich-text.ts';

describe('wiki markup as ADF', () => {
  it('knows headings, paragraphs with breaks and inline marks', () => {
    const { adf } = fromWiki(
      'h2. Why\n\nThe *total* is _wrong_ in {{cart.ts}}.\nSee https://a.example/x.',
    );
    expect(adf.content).toEqual([
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Why' }] },
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'The ' },
          { type: 'text', text: 'total', marks: [{ type: 'strong' }] },
          { type: 'text', text: ' is ' },
          { type: 'text', text: 'wrong', marks: [{ type: 'em' }] },
          { type: 'text', text: ' in ' },
          { type: 'text', text: 'cart.ts', marks: [{ type: 'code' }] },
          { type: 'text', text: '.' },
          { type: 'hardBreak' },
          { type: 'text', text: 'See ' },
          {
            type: 'text',
            text: 'https://a.example/x.',
            marks: [{ type: 'link', attrs: { href: 'https://a.example/x.' } }],
          },
        ],
      },
    ]);
  });

  it('keeps what stands in a code block as it is', () => {
    const { adf } = fromWiki('{code:python}\n* not a list\n{code}');
    expect(adf.content).toEqual([
      {
        type: 'codeBlock',
        attrs: { language: 'python' },
        content: [{ type: 'text', text: '* not a list' }],
      },
    ]);
  });

  it('nests lists by their bullets', () => {
    const { adf } = fromWiki('* a\n** b\n* c\n# one');
    const item = (text: string, ...more: unknown[]) => ({
      type: 'listItem',
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }, ...more],
    });
    expect(adf.content).toEqual([
      {
        type: 'bulletList',
        content: [item('a', { type: 'bulletList', content: [item('b')] }), item('c')],
      },
      { type: 'orderedList', content: [item('one')] },
    ]);
  });

  it.each([
    'h1. Title\n\nplain *bold* and {{code}}',
    '* a\n** b\n* c',
    '{code:ts}\nconst a = 1;\n{code}',
    '||name||value||\n|release|1.2|',
    '[a link|https://a.example/b]',
    '{quote}\nsaid\n{quote}\n\n----',
  ])('comes back from ADF as it was: %j', (wiki) => {
    expect(fromAdf(fromWiki(wiki).adf).wiki).toBe(wiki);
  });

  it('gives an unclosed code block all that follows', () => {
    expect(fromWiki('{code}\na').adf.content).toHaveLength(1);
  });
});
