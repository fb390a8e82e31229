import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Answers, writeFiles } from './served-packages.ts';

const run = promisify(execFile);

/** A registry on loopback with one package for npm and one for pip, both made on the spot. */
export interface PackageRegistry extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Paths asked for, in order. */
  readonly requests: string[];
  /** Variables by which package managers ask here. */
  readonly env: Readonly<Record<string, string>>;
  /** What a lock file says of the npm package. */
  readonly integrity: string;
  /** Answers more paths from now on. */
  readonly serve: (answers: Answers) => void;
}

/** A package whose install script leaves a file behind, to be seen by whoever looks for it. */
async function npmPackage(folder: string): Promise<Buffer> {
  await writeFiles(join(folder, 'package'), {
    'package.json': JSON.stringify({
      name: 'evenly',
      version: '1.0.0',
      main: 'main.cjs',
      scripts: { postinstall: 'echo ran > script-ran' },
    }),
    'main.cjs': 'exports.isEven = (number) => number % 2 === 0;\n',
  });
  await run('tar', ['-czf', 'evenly.tgz', 'package'], { cwd: folder });
  return readFile(join(folder, 'evenly.tgz'));
}

const WHEEL = 'oddly-1.0.0-py3-none-any.whl';

async function pipPackage(folder: string): Promise<Buffer> {
  const info = 'oddly-1.0.0.dist-info';
  await writeFiles(folder, {
    'oddly.py': 'def is_odd(number):\n    return number % 2 == 1\n',
    [`${info}/METADATA`]: 'Metadata-Version: 2.1\nName: oddly\nVersion: 1.0.0\n',
    [`${info}/WHEEL`]:
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `oddly.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  });
  await run('python3', ['-m', 'zipfile', '-c', WHEEL, 'oddly.py', info], { cwd: folder });
  return readFile(join(folder, WHEEL));
}

/** Starts a registry that keeps its files below `folder`. */
export async function startPackageRegistry(folder: string): Promise<PackageRegistry> {
  const tarball = await npmPackage(join(folder, 'npm'));
  const wheel = await pipPackage(join(folder, 'pip'));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const requests: string[] = [];
  const further = new Map<string, string | Buffer>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    if (path === '/evenly') {
      const dist = { tarball: `http://${host}/evenly/-/evenly-1.0.0.tgz`, integrity };
      const version = {
        name: 'evenly',
        version: '1.0.0',
        dist,
        scripts: { postinstall: 'x' },
        hasInstallScript: true,
      };
      const versions = { '1.0.0': version };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: 'evenly', 'dist-tags': { latest: '1.0.0' }, versions }));
    } else if (path === '/evenly/-/evenly-1.0.0.tgz') response.end(tarball);
    else if (path === '/simple/oddly/') {
      response.setHeader('content-type', 'text/html');
      response.end(`<a href="/files/${WHEEL}">${WHEEL}</a>`);
    } else if (path === `/files/${WHEEL}`) response.end(wheel);
    else if (further.has(path)) response.end(further.get(path));
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    requests,
    integrity,
    serve(answers) {
      for (const [path, answer] of Object.entries(answers)) further.set(path, answer);
    },
    env: {
      npm_config_registry: `http://${host}/`,
      PIP_INDEX_URL: `http://${host}/simple/`,
      PIP_TRUSTED_HOST: '127.0.0.1',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
