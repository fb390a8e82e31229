import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressedTo,
  commandWords,
  helpText,
  readArguments,
  readTaskName,
  readWords,
  unknownText,
  wordNames,
} from '../src/index.ts';

const somewhere = { hasTask: false };
const here = { hasTask: true, isOwnName: (name: string) => /^shop-42$/i.test(name) };

describe('the definition', () => {
  test('has all words of the product, each with a meaning and a role', () => {
    expect([...wordNames].sort()).toEqual(
      'approve ask cancel ci cost diff explain help list logs pause plan priority reject resume retry review revise run status'.split(
        ' ',
      ),
    );
    for (const word of commandWords) {
      expect(word.means).not.toBe('');
      expect(word.surfaces).toEqual(['slack', 'github', 'jira', 'cli']);
    }
  });

  test('never has one spoken form for two words', () => {
    const all = commandWords.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
  });

  test.each(
    commandWords.flatMap(({ name, aliases }) => [name, ...aliases].map((said) => [said, name])),
  )('%s is read as %s, in whatever case and with a comma', (said, name) => {
    expect(readWords(`${said.toUpperCase()}, x`)).toEqual({ kind: 'word', word: name, rest: 'x' });
  });
});

describe('words', () => {
  test('that are missing ask for help', () => {
    expect(readWords('  ')).toEqual({ kind: 'word', word: 'help', rest: '' });
  });

  test.each([
    ['aprove', 'approve'],
    ['rejct', 'reject'],
    ['cancle', 'cancel'],
    ['statsu', 'status'],
    ['prioritty', 'priority'],
    ['deploy', undefined],
  ])('%s is no command; the nearest one is %s', (word, nearest) => {
    expect(readWords(word)).toEqual({ kind: 'unknown', word, nearest });
  });

  test('of ordinary talk are no decision', () => {
    for (const talk of ['no, wait for Maria', 'yes please', 'ok but why?', 'stop asking']) {
      expect(readWords(talk).kind).toBe('unknown');
    }
  });
});

describe('what follows a word', () => {
  test.each([
    ['reject', 'shop-42 too risky', { task: 'shop-42', text: 'too risky' }],
    ['revise', 'SHOP-42 also\nhandle null', { task: 'SHOP-42', text: 'also\nhandle null' }],
    ['retry', 'shop-42 Planning', { task: 'shop-42', step: 'planning', text: '' }],
    ['priority', 'acme/shop#7 High', { task: 'acme/shop#7', level: 'high', text: '' }],
    ['status', '`SHOP-42`.\nthanks', { task: 'SHOP-42', text: '' }],
    ['list', 'awaiting-approval', { state: 'awaiting_approval', text: '' }],
    ['cost', '', { text: '' }],
    ['run', 'mend the cart', { text: 'mend the cart' }],
    ['ask', 'why is the cart\nnegative?', { text: 'why is the cart\nnegative?' }],
  ] as const)('%s %j is read', (word, rest, found) => {
    expect(readArguments(word, rest, somewhere)).toEqual({ kind: 'read', arguments: found });
  });

  test.each([
    ['approve', '', {}],
    ['approve', 'SHOP-43', { task: 'SHOP-43' }],
    ['revise', 'UTF-8 is broken', { text: 'UTF-8 is broken' }],
    ['revise', 'shop-42 use cents', { task: 'shop-42', text: 'use cents' }],
    ['cancel', 'SHOP-43', { task: 'SHOP-43' }],
    ['cancel', 'SHOP-43 does it already', { text: 'SHOP-43 does it already' }],
    ['retry', 'execution', { step: 'execution' }],
    ['retry', 'SHOP-43', { task: 'SHOP-43' }],
    ['priority', 'low', { level: 'low' }],
  ] as const)('in the place of a task, %s %j needs no task', (word, rest, found) => {
    expect(readArguments(word, rest, here)).toEqual({
      kind: 'read',
      arguments: { text: '', ...found },
    });
  });

  test.each([
    ['approve', '', 'task'],
    ['revise', 'shop-42', 'feedback'],
    ['priority', 'shop-42', 'level'],
    ['ask', ' ', 'question'],
  ] as const)('%s %j lacks the %s', (word, rest, what) => {
    expect(readArguments(word, rest, somewhere)).toEqual({ kind: 'missing', what });
  });

  test.each([
    ['priority', 'shop-42 urgent', 'level'],
    ['list', 'asleep', 'state'],
    ['retry', 'shop-42 soon', 'step'],
  ] as const)('%s %j has the wrong %s, and the right ones are told', (word, rest, what) => {
    expect(readArguments(word, rest, somewhere)).toMatchObject({ kind: 'misread', what });
  });

  test('is what the usage says, for every word', () => {
    const value = {
      task: fc.constantFrom('SHOP-42', 'shop-42_2', 'acme/shop#7', 'round-totals-1a2b3c'),
      state: fc.constantFrom('failed', 'awaiting_approval'),
      step: fc.constantFrom('discovery', 'planning', 'execution', 'checks'),
      level: fc.constantFrom('critical', 'high', 'normal', 'low'),
      reason: fc.constantFrom('too risky', 'no\nlonger wanted'),
      feedback: fc.constantFrom('use cents', 'please\n- this\n- that'),
      description: fc.constantFrom('mend the cart', 'a\nb'),
      question: fc.constantFrom('why?', 'what is UTF-8?'),
    };
    const isText = (name: string) => /reason|feedback|description|question/.test(name);
    for (const word of commandWords) {
      fc.assert(
        fc.property(
          fc.constantFrom(word.name, ...word.aliases),
          fc.record(Object.fromEntries(word.takes.map(({ name }) => [name, value[name]]))),
          (said, values: Readonly<Record<string, string | number>>) => {
            const spoken = word.takes.map(({ name }) => `${values[name]}`).join(' ');
            const read = readWords(`${said} ${spoken}`);
            expect(read).toEqual({ kind: 'word', word: word.name, rest: spoken });
            const wanted = Object.entries(values).map(([name, one]) =>
              isText(name) ? ['text', one] : [name, one],
            );
            expect(readArguments(word.name, spoken, somewhere)).toEqual({
              kind: 'read',
              arguments: { text: '', ...Object.fromEntries(wanted) },
            });
          },
        ),
        { numRuns: 20 },
      );
    }
  });
});

test.each([
  ['SHOP-42', { kind: 'ticket', key: 'SHOP-42' }],
  ['https://acme.atlassian.net/browse/SHOP-42', { kind: 'ticket', key: 'SHOP-42' }],
  ['#7', { kind: 'pull-request', number: 7 }],
  ['acme/shop#7', { kind: 'pull-request', repository: 'acme/shop', number: 7 }],
  [
    'https://github.com/acme/shop/pull/7/files',
    { kind: 'pull-request', repository: 'acme/shop', number: 7 },
  ],
  ['http://localhost:8080/tasks/shop-42', { kind: 'id', id: 'shop-42' }],
  ['shop-42_2', { kind: 'id', id: 'shop-42_2' }],
  ['Cart!', undefined],
])('a task is named by %s', (name, read) => {
  expect(readTaskName(name)).toEqual(read);
});

describe('what is said to us', () => {
  test.each([
    ['@agent approve', 'approve'],
    ['  @Agent  approve ', 'approve'],
    ['@agent, approve', ', approve'],
    ['Looks good to me.\n\n@agent approve', 'approve'],
    ['Looks good to me.\n@agent approve', 'approve'],
    ['@agent revise use cents\nand round once', 'revise use cents\nand round once'],
    ['@agent revise write\n```ts\nround(x)\n```', 'revise write\n```ts\nround(x)\n```'],
    ['@agent revise as here\n\n> a quotation\n<!-- hidden -->', 'revise as here'],
    ['> a quotation\n\n@agent status', 'status'],
    ['<blockquote>x</blockquote>\n\n@agent status', 'status'],
    ['@agent status\n\nOn Mon, 2 Mar 2026, Maria <m@acme.example>\nwrote:\n> hi', 'status'],
    ['@agent status\n-- \nInes\n@agent cancel', 'status'],
    ['@agent status\n\nFrom: Maria\nSent: Monday\n\n@agent approve', 'status'],
    ['@agent status\n\nSent from my phone', 'status'],
    ['@agent', ''],
  ])('%j', (text, words) => {
    expect(addressedTo('@agent', text)).toBe(words);
  });

  test.each([
    ['talk about us', 'I will ask @agent approve later'],
    ['a quotation', '> @agent approve\n\nWhy would I?'],
    ['a quotation that goes on lazily', '> Maria said\n@agent approve'],
    ['code', 'Write:\n```\n@agent approve\n```'],
    ['code that never ends', '```\n@agent approve'],
    ['indented code', 'Write:\n\n    @agent approve'],
    ['code over lines', 'Write `foo\n@agent approve\nbar`'],
    ['code in a list', '- Write:\n  ```\n  @agent approve\n  ```\n'],
    ['a hidden comment', '<!--\n@agent approve\n-->\nNice work'],
    ['a hidden comment that never ends', '<!--\n@agent approve'],
    ['a hidden comment in a line', 'Nice <!-- work\n@agent approve\n-->'],
    ['quoting HTML', '<blockquote>\n\n@agent approve\n\n</blockquote>'],
    ['folded HTML', '<details>\n\n@agent approve\n\n</details>'],
    ['somebody with a longer name', '@agent-smith approve'],
    ['what an answer by mail repeats', 'Thanks!\n\nOn 2 Mar 2026, Maria wrote:\n\n@agent approve'],
    ['what Outlook repeats', 'Thanks!\n\n*From:* Maria\n*Sent:* Monday\n\n@agent approve'],
    ['what Outlook repeats in German', 'Danke\n\nVon: Maria\nGesendet: Montag\n\n@agent approve'],
    ['a repeated message', 'Ok\n-----Original Message-----\n\n@agent approve'],
    ['a signature', 'Thanks\n-- \n@agent approve'],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(addressedTo('@agent', text)).toBeUndefined();
  });

  test.each([
    ['a quotation', '{quote}\n@agent approve\n{quote}'],
    ['a quoted line', 'bq. @agent approve'],
    ['code', '{code:java}\n@agent approve\n{code}'],
    ['text as it stands', '{noformat}\n@agent approve'],
  ])('on a ticket is not %s', (_, text) => {
    expect(addressedTo('@agent', text, 'wiki')).toBeUndefined();
    expect(addressedTo('@agent', `${text}\n{quote}{quote}`, 'wiki')).toBeUndefined();
  });

  test('on a ticket may stand in colours', () => {
    expect(addressedTo('@agent', '{color:red}now{color}\n@agent status', 'wiki')).toBe('status');
  });

  test('is never our own help', () => {
    expect(addressedTo('@agent', helpText('@agent'))).toBeUndefined();
    expect(addressedTo('@agent', unknownText('x', 'approve', '@agent'))).toBeUndefined();
  });
});

/** Ways to quote a text, or to show it as code, that no nesting undoes. */
const quoted = fc
  .tuple(
    fc.constantFrom('> ', '>', '    ', '\t', '- > ', '> > ', '1. > ', '```', '~~~~', '`', '<!--'),
    fc.array(
      fc.constantFrom('@agent approve', 'words', '', '`', '```', '> x', '- y', '~~~', '</x>', '{'),
      { maxLength: 5 },
    ),
  )
  .map(([sign, inside]) => {
    const lines = [...inside, '@agent approve'];
    switch (sign) {
      case '```':
        return `\`\`\`\`\`\n${lines.join('\n')}\n\`\`\`\`\``;
      case '~~~~':
        return `~~~~\n${lines.join('\n')}\n~~~~`;
      case '`':
        return 'see ``\n@agent approve\n`` there';
      case '<!--':
        return `<!--\n${lines.join('\n')}\n-->`;
      default:
        return lines.map((line) => `${sign}${line}`).join('\n');
    }
  });
const talk = fc.constantFrom(
  'Nice.',
  'See @agent approve.',
  '*bold*',
  '## Title',
  '----',
  '[a](b)',
);

test('nothing within a quotation or code is ever a command', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(quoted, talk), { minLength: 1, maxLength: 6 }), (blocks) => {
      const text = blocks.join('\n\n');
      expect(addressedTo('@agent', text)).toBeUndefined();
      expect(addressedTo('@agent', text, 'wiki')).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('what stands before all quotations and code is always heard', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(quoted, talk), { maxLength: 4 }), (blocks) => {
      const text = ['@agent status', ...blocks].join('\n\n');
      expect(readWords(addressedTo('@agent', text) ?? '')).toMatchObject({ word: 'status' });
    }),
    { numRuns: 200 },
  );
});

test('a first line to us is heard as it is where a line stands before it', () => {
  const pieces = fc.constantFrom(
    ...['@agent', ' ', '   ', '    ', '\t', '\n', '\r\n', 'status', '`', '```', '> ', '- ', '1. '],
    ...[
      '<pre>',
      '</pre>',
      '<!--',
      '-->',
      '{quote}',
      'bq. ',
      '-- ',
      'On Monday x wrote:',
      '---',
      '#',
    ],
  );
  fc.assert(
    fc.property(
      fc.constantFrom('', ' ', '   ', '    ', '\t', ' \t'),
      fc.array(pieces, { maxLength: 12 }),
      fc.constantFrom('markdown', 'wiki'),
      (indent, rest, markup) => {
        const text = `${indent}@agent${rest.join('')}`;
        expect(addressedTo('@agent', text, markup)).toBe(
          addressedTo('@agent', `***\n${text}`, markup),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

test('a text that names us only within its lines, or not at all, is passed by without being read', () => {
  const long = 'Thank you, @agent, see `a` > **b** [c](d) @agents and x@agent.example\n'.repeat(
    200,
  );
  addressedTo('@agent', long);
  const began = performance.now();
  for (let time = 0; time < 200; time += 1) {
    expect(addressedTo('@agent', long)).toBeUndefined();
  }
  // Reading its markup takes some 10 ms each time.
  expect((performance.now() - began) / 200).toBeLessThan(1);
});

test('no text takes long to read', () => {
  const most = 65_536;
  const hostile = [
    '>',
    '1. ',
    '- ',
    '*a_ ',
    '[',
    '`',
    '<!--',
    '<a ',
    'On \n',
    '{code}',
    'From: ',
    '\n> ',
  ];
  for (const sign of hostile) {
    const text = `${sign.repeat(most / sign.length)}\n@agent approve`;
    const began = performance.now();
    addressedTo('@agent', text);
    addressedTo('@agent', text, 'wiki');
    expect(performance.now() - began, sign).toBeLessThan(1500);
  }
});
