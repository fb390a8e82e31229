import { defineService } from '@patchwright/chassis';
import { autoApproval } from './auto-approval.ts';
import type { Config } from './config.ts';
import { metricsText } from './http/metrics.ts';
import { serveHttp } from './http/serve-http.ts';
import { ingest } from './ingest.ts';
import { replayIngest } from './replay-ingest.ts';
import { slackSocket } from './slack-socket.ts';
import { statements } from './statements.ts';

/** Outside words become commands and facts; people see, approve and steer. */
export const gateway = defineService({
  name: 'gateway',
  promise: 'Outside words become commands and facts; people see, approve and steer.',
  works: [],
  emits: statements,
  ports: (_config: Config) => ({}),
  doors: [serveHttp],
  metrics: metricsText,
  loops: [ingest, slackSocket, autoApproval],
  replay: replayIngest,
});
