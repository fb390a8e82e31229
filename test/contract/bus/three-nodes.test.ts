import { afterAll, beforeAll, describe } from 'vitest';
import { type Broker, startThree } from './broker.ts';
import { describeCrashes, describeLog } from './log-behaviour.ts';

let started: Broker | undefined;
function broker(): Broker {
  if (started === undefined) throw new Error('the broker has not been started');
  return started;
}
beforeAll(async () => {
  started = await startThree();
});
afterAll(async () => {
  await started?.[Symbol.asyncDispose]();
});

describe('on three nodes, the log', () => describeLog(broker));
describe('on three nodes, under crashes', () => describeCrashes(broker));
