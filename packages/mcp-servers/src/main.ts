import packageJson from '../package.json' with { type: 'json' };
import { readConfig } from './config.ts';
import { serve } from './serve.ts';

try {
  const settings = readConfig(process.argv.slice(2), process.env);
  const stop = await serve(settings, packageJson.version, process.stderr);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 2;
}
