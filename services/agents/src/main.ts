import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { agents } from './service.ts';

await runService(agents, readConfig(process.env));
