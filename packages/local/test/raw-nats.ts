import { connect } from 'node:net';

/**
 * One request in the plain NATS protocol, without a client: what an administrator, or a stranger, could do.
 * Answers the JSON of the reply; fails after 5 s without one.
 */
export async function request(
  url: string,
  subject: string,
  body: unknown = '',
): Promise<Record<string, unknown>> {
  const { hostname, port } = new URL(url);
  const payload = body === '' ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const socket = connect({ port: Number(port), host: hostname, timeout: 5000 });
  socket.on('timeout', () => socket.destroy(new Error(`no answer on ${subject}`)));
  socket.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB answer 1\r\n');
  socket.write(`PUB ${subject} answer ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
  let text = '';
  try {
    for await (const chunk of socket) {
      text += String(chunk);
      const reply = /MSG answer 1 +(?:\d+ )?(\d+)\r\n/.exec(text);
      if (reply === null) continue;
      const start = reply.index + reply[0].length;
      const size = Number(reply[1]);
      if (Buffer.byteLength(text.slice(start)) < size) continue;
      const answer = Buffer.from(text.slice(start)).subarray(0, size).toString();
      return JSON.parse(answer.slice(answer.indexOf('{')) || '{}') as Record<string, unknown>;
    }
  } finally {
    socket.destroy();
  }
  throw new Error(`the connection ended before an answer on ${subject}: ${text}`);
}
