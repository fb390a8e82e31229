import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { cicd } from './service.ts';

await runService(cicd, readConfig(process.env));
