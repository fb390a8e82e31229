import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { probe } from './service.ts';

await runService(probe, {
  ...readConfig(process.env),
  taking: { ackWaitMs: 1000, retryDelaysMs: [50] },
  pace: { heartbeatMs: 200, watchMs: 200 },
});
