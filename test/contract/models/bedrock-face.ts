import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

/** Bedrock's address of a model on loopback, before a Messages API. */
export interface BedrockFace extends AsyncDisposable {
  readonly url: string;
  /** The `Authorization` of each request. */
  readonly signatures: readonly string[];
}

/** Lets requests for Bedrock reach a Messages API: the model comes out of the address, the answer goes into AWS event frames. */
export async function startBedrockFace(api: string, apiKey: string): Promise<BedrockFace> {
  const signatures: string[] = [];
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const authorization = request.headers.authorization ?? '';
    signatures.push(authorization);
    const isSigned = authorization.startsWith('AWS4-HMAC-SHA256 Credential=AKIAOURS/');
    const { anthropic_version: version, ...body } = JSON.parse(await textOf(request));
    const model = /^\/model\/(.+)\/invoke-with-response-stream$/.exec(request.url ?? '')?.[1];
    const answer = await fetch(`${api}/v1/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'anthropic-version': version,
        'x-api-key': isSigned ? apiKey : 'nobody',
      },
      body: JSON.stringify({ ...body, model: decodeURIComponent(model ?? ''), stream: true }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      const wait = answer.headers.get('retry-after');
      response.writeHead(answer.status, wait === null ? {} : { 'retry-after': wait });
      response.end(text);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    for (const [, event = ''] of text.matchAll(/^data: (.*)$/gm)) {
      const bytes = Buffer.from(event).toString('base64');
      response.write(frameOf(Buffer.from(JSON.stringify({ bytes }))));
    }
    response.end();
  }
  const server = createServer((request, response) => {
    // The API behind it went away: so does the answer.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    signatures,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A frame of AWS's event stream: lengths, headers, payload, each part followed by its checksum. */
function frameOf(payload: Buffer): Buffer {
  const headers = Buffer.concat(
    [
      [':event-type', 'chunk'],
      [':content-type', 'application/json'],
      [':message-type', 'event'],
    ].map(([name = '', value = '']) =>
      Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7, 0, value.length]),
        Buffer.from(value),
      ]),
    ),
  );
  const lengths = Buffer.concat([
    number(payload.length + headers.length + 16),
    number(headers.length),
  ]);
  const front = Buffer.concat([lengths, number(crc32(lengths)), headers, payload]);
  return Buffer.concat([front, number(crc32(front))]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
