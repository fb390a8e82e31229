import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { executor } from './service.ts';

await runService(executor, readConfig(process.env));
