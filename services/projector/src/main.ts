import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { projector } from './service.ts';

await runService(projector, readConfig(process.env));
