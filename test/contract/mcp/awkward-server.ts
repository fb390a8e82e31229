/** A server that behaves badly on demand. Started with the path of a file to which it writes one line a start. */
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { serveStdio, toolServer } from '@patchwright/mcp-servers';
import { z } from 'zod';

const [starts = '', mood = ''] = process.argv.slice(2);
appendFileSync(starts, 'started\n');
process.stderr.write(`my key is ${process.env.AWKWARD_KEY}\n`);
if (mood === 'stillborn') process.exit(3);

const nothing = z.object({});
const common = {
  title: 'Awkward',
  description: 'Awkward.',
  input: nothing,
  effect: 'reads',
} as const;

serveStdio(
  toolServer<AbortSignal>({
    name: 'awkward',
    title: 'Awkward',
    instructions: '',
    openWorld: false,
    world: (call) => call.signal,
    tools: [
      { ...common, name: 'die', run: async () => process.exit(1) },
      { ...common, name: 'die_writing', effect: 'adds', run: async () => process.exit(1) },
      { ...common, name: 'env', run: async () => JSON.stringify(process.env) },
      { ...common, name: 'hang', run: (signal) => delay(60_000, undefined, { signal }) },
      { ...common, name: 'shout', run: async () => 'a'.repeat(5_000) },
      { ...common, name: 'greet', run: async () => 'hello' },
    ],
  }),
  { version: '1.0.0', redact: (text) => text, onBug() {} },
);
