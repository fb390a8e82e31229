import { describe, expect, test } from 'vitest';
import { addressedTo, commandWords, helpText, readCommand, unknownText } from '../src/commands.ts';

describe('words become orders', () => {
  test.each([
    ['approve', { word: 'approve' }],
    ['LGTM', { word: 'approve' }],
    ['Approve!', { word: 'approve' }],
    ['reject too risky', { word: 'reject', text: 'too risky' }],
    ['revise also\nhandle null', { word: 'revise', text: 'also\nhandle null' }],
    ['changes use cents', { word: 'revise', text: 'use cents' }],
    ['cancel', { word: 'cancel', text: '' }],
    ['pause', { word: 'pause' }],
    ['continue', { word: 'resume' }],
    ['retry', { word: 'retry' }],
    ['status', { word: 'status' }],
  ])('%s', (text, order) => {
    expect(readCommand(text)).toMatchObject({ kind: 'order', order });
  });

  test('a description follows run', () => {
    expect(readCommand('run mend the cart')).toEqual({ kind: 'run', rest: 'mend the cart' });
  });

  test('nothing at all asks for help', () => {
    expect(readCommand('  ')).toEqual({ kind: 'help' });
  });

  test.each([
    ['aprove', 'approve'],
    ['rejct', 'reject'],
    ['cancle', 'cancel'],
    ['statsu', 'status'],
    ['deploy', undefined],
  ])('%s is no command; the nearest one is %s', (word, nearest) => {
    expect(readCommand(word)).toEqual({ kind: 'unknown', word, nearest });
  });

  test('ordinary talk is no decision', () => {
    for (const talk of ['no, wait for Maria', 'yes please', 'ok but why?', 'stop asking']) {
      expect(readCommand(talk).kind).toBe('unknown');
    }
  });

  test('no word stands for two commands', () => {
    const all = commandWords.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('what is said to us in a comment', () => {
  test.each([
    ['@agent approve', 'approve'],
    ['  @Agent  approve ', 'approve'],
    ['Looks good to me.\n\n@agent approve', 'approve'],
    ['@agent revise use cents\nand round once', 'revise use cents\nand round once'],
    ['@agent', ''],
  ])('%j', (text, words) => {
    expect(addressedTo('@agent', text)).toBe(words);
  });

  test.each([
    ['talk about us', 'I will ask @agent approve later'],
    ['a quotation', '> @agent approve\n\nWhy would I?'],
    ['code', 'Write:\n```\n@agent approve\n```'],
    ['code that never ends', '```\n@agent approve'],
    ['a hidden comment', '<!--\n@agent approve\n-->\nNice work'],
    ['a hidden comment that never ends', '<!--\n@agent approve'],
    ['somebody with a longer name', '@agent-smith approve'],
    ['nothing', ''],
  ])('%s is not', (_, text) => {
    expect(addressedTo('@agent', text)).toBeUndefined();
  });

  test('our own help never reads as an order', () => {
    expect(addressedTo('@agent', helpText('@agent'))).toBeUndefined();
    expect(addressedTo('@agent', unknownText('x', 'approve', '@agent'))).toBeUndefined();
  });
});
