import { expect, test } from 'vitest';
import { problemFault } from '../src/gateway/problem-fault.ts';

const place = { url: 'http://mesh', task: 'shop-42' };

test.each([
  [400, 2],
  [401, 4],
  [403, 4],
  [404, 1],
  [409, 1],
  [422, 1],
  [500, 1],
  [503, 1],
])('a gateway that answers %i ends the command with %i', (status, exit) => {
  expect(problemFault(status, { title: 'No' }, place)).toMatchObject({ exit, message: 'No' });
});

test('what, why and next are the title, the detail and a command', () => {
  const problem = { title: 'That cannot be done now', detail: 'shop-42 is completed.' };
  expect(problemFault(409, problem, place)).toMatchObject({
    message: 'That cannot be done now',
    why: 'shop-42 is completed.',
    next: 'patchwright status shop-42',
  });
});

test('fields that do not fit are named', () => {
  const errors = [{ field: 'repository', message: 'must be owner/name' }];
  const { why } = problemFault(400, { title: 'The request does not fit', errors }, place);
  expect(why).toBe('repository: must be owner/name');
});

test('whoever may not approve their own plan is told to ask somebody else', () => {
  const { next } = problemFault(403, { title: 'No', code: 'self_approval' }, place);
  expect(next).toBe('ask somebody else to approve it');
});
