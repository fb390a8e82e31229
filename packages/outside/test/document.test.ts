import { expect, test } from 'vitest';
import { documentOf } from '../src/jira/document.ts';

test('a section becomes a heading, paragraphs, lists, code blocks and a signature', () => {
  const body = 'One\ntwo\n\n* a\n* b\n\n{code:ts}\nx = 1;\n\n* not a list\n{code}\nlast';
  const nodes = documentOf('Analysis', body, 'Added');

  expect(nodes.map((node) => node.type)).toEqual([
    'heading',
    'paragraph',
    'bulletList',
    'codeBlock',
    'paragraph',
    'paragraph',
  ]);
  expect(nodes[3]).toEqual({
    type: 'codeBlock',
    content: [{ type: 'text', text: 'x = 1;\n\n* not a list' }],
  });
  expect(JSON.stringify(nodes)).not.toContain('"text":""');
});

test('an empty body and an empty code block make no empty text, which Jira refuses', () => {
  expect(JSON.stringify(documentOf('', '{code}{code}', 'Added'))).not.toContain('"text":""');
});
