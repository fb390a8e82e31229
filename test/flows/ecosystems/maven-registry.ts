import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import type { Row } from './row.ts';

/** A registry for Maven on loopback. */
export interface MavenRegistry extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
}

/**
 * Starts a registry below `folder` with all that the tests of a row need: what this machine's own Maven fetches, by its own
 * settings, when it runs them.
 */
export async function startMavenRegistry(folder: string, row: Row): Promise<MavenRegistry> {
  const [project, served] = [join(folder, 'project'), join(folder, 'served')];
  for (const [path, text] of Object.entries(row.files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const { PATH, HOME } = process.env;
  const arguments_ = ['--batch-mode', `-Dmaven.repo.local=${served}`, 'test'];
  await promisify(execFile)('mvn', arguments_, { cwd: project, env: { PATH, HOME } });
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://registry').pathname;
    const file = join(served, normalize(path));
    stat(file).then(
      (found) => {
        if (found.isFile()) createReadStream(file).pipe(answer);
        else answer.writeHead(404).end();
      },
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

/** A row that asks a registry for its packages, and no other. */
export function asking(row: Row, host: string): Row {
  const place = (kind: string) => `<${kind}><id>central</id><url>http://${host}/</url></${kind}>`;
  const repositories = `<repositories>${place('repository')}</repositories><pluginRepositories>${place('pluginRepository')}</pluginRepositories>`;
  const manifest = row.files['pom.xml'] ?? '';
  const files = {
    ...row.files,
    'pom.xml': manifest.replace('</project>', `${repositories}</project>`),
  };
  return { ...row, files };
}
