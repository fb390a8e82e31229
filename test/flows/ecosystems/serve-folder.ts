import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

/** A folder that is read over HTTP on loopback. */
export interface ServedFolder extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
}

const INDEX = 'index.json';

/** Serves the files below a folder, for a folder its `index.json`; what is put there later is served as well. */
export async function serveFolder(folder: string): Promise<ServedFolder> {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://registry').pathname;
    const file = join(folder, normalize(decodeURIComponent(path)));
    const document = stat(file).then(async (found) =>
      found.isFile() ? file : stat(join(file, INDEX)).then(() => join(file, INDEX)),
    );
    document.then(
      (found) => createReadStream(found).pipe(answer),
      () => answer.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
