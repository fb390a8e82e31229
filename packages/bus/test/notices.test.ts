import { expect, test } from 'vitest';
import { rateLimited } from '../src/notices.ts';

test('a broker that comes and goes is told of once a second, with a count of the rest', () => {
  const heard: string[] = [];
  let now = 0;
  const say = rateLimited(
    ({ level, message, detail }) => heard.push(`${level} ${message} ${detail ?? ''}`),
    () => now,
  );
  for (now = 0; now < 2000; now += 10) say('warn', 'lost', 'one');
  now = 5000;
  say('info', 'back');
  expect(heard).toEqual([
    'warn lost one',
    'warn lost (99 further notices were held back) one',
    'info back (99 further notices were held back) ',
  ]);
});

test('without a listener nothing is said', () => {
  expect(() => rateLimited(undefined)('info', 'lost')).not.toThrow();
});
