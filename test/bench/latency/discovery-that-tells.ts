/** A process of its own: a service that does nothing but tell when its handler was called. */
import { defineService, readServiceSettings, runService } from '@patchwright/chassis';
import { DiscoveryStarted } from '@patchwright/events';
import { machineMs } from '../processes/clock.ts';

const discovery = defineService({
  name: 'discovery',
  promise: 'Tells when it was woken.',
  works: ['discover'],
  emits: [DiscoveryStarted],
  ports: () => ({}),
  handle: async function* handle({ item }) {
    process.send?.({ id: item.id, at: machineMs() });
    yield DiscoveryStarted.of({});
  },
});

await runService(discovery, { config: {}, settings: readServiceSettings(process.env) });
