import { expect, test } from 'vitest';
import { readAckAddress } from '../src/ack-address.ts';

const told = { count: 2, streamSeq: 41, consumerSeq: 7, nanos: 1_795_000_000_000, pending: 3 };

test.each([
  ['$JS.ACK.WORK.plan-p1.2.41.7.1795000000000.3'],
  ['$JS.ACK._.x7Gh.WORK.plan-p1.2.41.7.1795000000000.3.Qz81'],
])('reads where a delivery stands from %s', (reply) => {
  expect(readAckAddress(reply)).toEqual(told);
});
