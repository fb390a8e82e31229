import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { scheduler } from './service.ts';

await runService(scheduler, readConfig(process.env));
