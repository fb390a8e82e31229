import { defineService, type ServiceContext } from '@patchwright/chassis';
import { viewRows, viewsVersion } from '@patchwright/task';
import type { Config } from './config.ts';

/** Events become views. */
export const projector = defineService({
  name: 'projector',
  promise: 'Events become views.',
  works: [],
  emits: [],
  ports: (_config: Config) => ({}),
  loops: [project],
});

/** Keeps the views; rows and checkpoint are one atomic write, so a second projector is harmless. */
async function project(context: ServiceContext<Config>): Promise<void> {
  const definition = { name: 'views', version: viewsVersion, rows: viewRows };
  await context.bus.views.project(definition, context.signal);
}
