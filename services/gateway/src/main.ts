import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { gateway } from './service.ts';

await runService(gateway, readConfig(process.env));
