import { afterAll, beforeAll, describe } from 'vitest';
import type { Broker } from './broker.ts';
import { describeFailingWork } from './failing-work-behaviour.ts';
import { describeInbox } from './inbox-behaviour.ts';
import { describeJournal } from './journal-behaviour.ts';
import { describeCrashes, describeLog } from './log-behaviour.ts';
import { describeSwitches } from './switches-behaviour.ts';
import { describeTimers } from './timers-behaviour.ts';
import { describeViews } from './views-behaviour.ts';
import { describeWork } from './work-behaviour.ts';

/** Everything that the bus promises, on whatever broker is started. `downs` as for `describeCrashes`. */
export function describeBus(
  where: string,
  start: () => Promise<Broker>,
  downs: readonly number[],
): void {
  describe(where, () => {
    let started: Broker | undefined;
    function broker(): Broker {
      if (started === undefined) throw new Error('the broker has not been started');
      return started;
    }
    beforeAll(async () => {
      started = await start();
    });
    afterAll(async () => {
      await started?.[Symbol.asyncDispose]();
    });

    describeLog(broker);
    describeJournal(broker);
    describeInbox(broker);
    describeWork(broker);
    describeFailingWork(broker);
    describeTimers(broker);
    describeViews(broker);
    describeSwitches(broker);
    describeCrashes(broker, downs);
  });
}
