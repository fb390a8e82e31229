import { afterAll, beforeAll, describe } from 'vitest';
import { type Broker, startOne } from './broker.ts';
import { describeCrashes, describeLog } from './log-behaviour.ts';

let started: Broker | undefined;
function broker(): Broker {
  if (started === undefined) throw new Error('the broker has not been started');
  return started;
}
beforeAll(async () => {
  started = await startOne();
});
afterAll(async () => {
  await started?.[Symbol.asyncDispose]();
});

describe('on one node, the log', () => describeLog(broker));
describe('on one node, under crashes', () => describeCrashes(broker));
