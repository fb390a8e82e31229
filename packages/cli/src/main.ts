import { nodeIo } from './node-io.ts';
import { runCommand } from './run-command.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for good order.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}
await runCommand(process.argv.slice(2), nodeIo(process.env, stop.signal));
