import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

/**
 * Everything that the broker keeps, by stream: events, journals, work, views, objects, with subjects and headers. Neighbouring pieces of an
 * object follow each other without a gap.
 */
export async function everythingKept(url: string): Promise<Readonly<Record<string, string>>> {
  const connection = await connect({ servers: url });
  try {
    const manager = await jetstreamManager(connection);
    const kept: Record<string, string> = {};
    for await (const { config, state } of manager.streams.list()) {
      if (state.messages === 0) continue;
      const parts: string[] = [];
      const consumer = await jetstream(connection).consumers.get(config.name);
      for await (const message of await consumer.consume()) {
        const headers = message.headers === undefined ? '' : message.headers.toString();
        // Pieces of one object are joined, so that nothing hides on their borders.
        const before = config.name.startsWith('OBJ_') ? '' : `\n${message.subject} ${headers}\n`;
        parts.push(before, Buffer.from(message.data).toString('utf8'));
        if (message.info.pending === 0) break;
      }
      kept[config.name] = parts.join('');
    }
    return kept;
  } finally {
    await connection.close();
  }
}
