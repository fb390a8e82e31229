import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { planner } from './service.ts';

await runService(planner, readConfig(process.env));
