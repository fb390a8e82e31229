import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { discovery } from './service.ts';

await runService(discovery, readConfig(process.env));
