/** A process of its own: the gateway's door as it is, without the loop that works off what it has stored. */
import { runService } from '@patchwright/chassis';
import { gateway } from '@patchwright/gateway';

const { readConfig } = (await import(
  new URL('./config.ts', import.meta.resolve('@patchwright/gateway')).href
)) as { readConfig: (environment: NodeJS.ProcessEnv) => Parameters<typeof runService>[1] };

await runService({ ...gateway, loops: [] } as never, readConfig(process.env));
