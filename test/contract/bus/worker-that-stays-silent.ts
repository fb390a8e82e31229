import { connectBus } from '@patchwright/bus';

// A worker in a process of its own that takes one item and never says another word; the test kills it.
const [url = ''] = process.argv.slice(2);
const bus = await connectBus({ url, name: 'silent' });
await bus.work.take({
  kind: 'execute',
  concurrency: 1,
  ackWaitMs: 1000,
  handle: ({ item }) => {
    process.stdout.write(`${item.id}\n`);
    return new Promise(() => {});
  },
  signal: new AbortController().signal,
});
