import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { notifier } from './service.ts';

await runService(notifier, readConfig(process.env));
