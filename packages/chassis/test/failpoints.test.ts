import { expect, test } from 'vitest';
import { parseFailpoints } from '../src/failpoints.ts';

test('a process is killed at exactly the named pass of the named point', () => {
  const kills: string[] = [];
  const failpoints = parseFailpoints(
    'executor:after:workspace.run:3=SIGKILL, before-ack',
    (signal) => kills.push(signal),
  );
  failpoints.pass('after:workspace.run');
  failpoints.pass('after:workspace.read');
  failpoints.pass('after:workspace.run');
  expect(kills).toEqual([]);
  failpoints.pass('after:workspace.run');
  failpoints.pass('after:workspace.run');
  expect(kills).toEqual(['SIGKILL']);
  failpoints.pass('before-ack');
  expect(kills).toEqual(['SIGKILL', 'SIGKILL']);
});

test('what is no failpoint is refused by name', () => {
  expect(() => parseFailpoints('after=nothing')).toThrow('"after=nothing" is not a failpoint');
});
