import type { ServiceContext } from '@patchwright/chassis';
import type { Config } from './config.ts';

/** The Sentry monitor's tick is one timer, set again at each start; the same definition set twice is one. */
export async function keepTick(context: ServiceContext<Config>): Promise<void> {
  await context.bus.timers.every({
    tenant: context.tenant,
    kind: 'monitor',
    id: 'sentry',
    name: 'tick',
    pattern: context.config.monitorEvery,
    payload: {},
  });
}
