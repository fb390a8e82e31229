import { connect } from 'node:net';

/**
 * One request in the plain NATS protocol, so that this room needs no client.
 * Answers the JSON of the reply; fails after 5 s without one.
 */
export async function request(port: number, subject: string, body: unknown = ''): Promise<unknown> {
  const payload = body === '' ? '' : JSON.stringify(body);
  const socket = connect({ port, host: '127.0.0.1', timeout: 5_000 });
  socket.on('timeout', () => socket.destroy(new Error(`no answer on ${subject}`)));
  socket.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB answer 1\r\n');
  socket.write(`PUB ${subject} answer ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
  let text = '';
  try {
    for await (const chunk of socket) {
      text += String(chunk);
      const reply = /H?MSG answer 1 [\d ]+\r\n(?:NATS[^\r]*\r\n\r\n)?([^\r]*)\r\n/.exec(text);
      if (reply) return reply[1] === '' ? undefined : JSON.parse(reply[1] ?? '');
    }
  } finally {
    socket.destroy();
  }
  throw new Error(`the connection ended before an answer on ${subject}: ${text}`);
}
