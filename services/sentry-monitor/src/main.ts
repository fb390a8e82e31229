import { runService } from '@patchwright/chassis';
import { readConfig } from './config.ts';
import { sentryMonitor } from './service.ts';

await runService(sentryMonitor, readConfig(process.env));
