import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A host that serves one bare repository by real git over smart HTTP to whoever brings the token. */
export interface GitHost extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly bare: string;
  /** Every request as "METHOD path". */
  readonly requests: string[];
  /** Those of them that came without the token. */
  readonly strangers: string[];
  /** What the host answers instead, until set to `undefined`. */
  failure: { status: number } | undefined;
  /** Whether it speaks git's second protocol, as hosts do today; with the first it gives nothing that no branch leads to. */
  modern: boolean;
  /** Commits files on a branch as somebody else would, and answers the sha. */
  commit(
    branch: string,
    files: Readonly<Record<string, string | { readonly link: string }>>,
  ): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ines',
  GIT_AUTHOR_EMAIL: 'ines@example.com',
  GIT_COMMITTER_NAME: 'Ines',
  GIT_COMMITTER_EMAIL: 'ines@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  PATH: '/usr/local/bin:/usr/bin:/bin',
};

function serveBackend(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  modern: boolean,
): void {
  const url = new URL(request.url ?? '/', 'http://host');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: IDENTITY.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'token',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: modern ? String(request.headers['git-protocol'] ?? '') : '',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  let open = false;
  backend.stdout.on('data', (piece: Buffer) => {
    if (open) {
      response.write(piece);
      return;
    }
    head = Buffer.concat([head, piece]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    open = true;
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/: (.*)/);
      if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
  });
  backend.on('close', () => response.end());
}

/** Starts a host with an empty `acme/shop`. */
export async function startGitHost(root: string): Promise<GitHost> {
  const token = 'canary-3f9a1c-secret-token';
  const bare = join(root, 'acme', 'shop.git');
  await mkdir(dirname(bare), { recursive: true });
  await execa('git', ['init', '-q', '--bare', '-b', 'main', bare], {
    env: IDENTITY,
    extendEnv: false,
  });
  await execa('git', ['config', 'http.receivepack', 'true'], { cwd: bare });
  const requests: string[] = [];
  const strangers: string[] = [];
  const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  let failure: GitHost['failure'];
  let modern = true;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (failure !== undefined) {
      response.writeHead(failure.status).end();
    } else if (request.headers.authorization !== expected) {
      strangers.push(`${request.method} ${request.url}`);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="host"' }).end();
    } else {
      serveBackend(request, response, root, modern);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  async function git(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa('git', args, {
      cwd: bare,
      env: { ...IDENTITY, GIT_DIR: bare },
      extendEnv: false,
    });
    return stdout;
  }
  let commits = 0;
  return {
    url: `http://127.0.0.1:${port}/acme/shop.git`,
    token,
    bare,
    requests,
    strangers,
    get failure() {
      return failure;
    },
    set failure(value) {
      failure = value;
    },
    get modern() {
      return modern;
    },
    set modern(value) {
      modern = value;
    },
    git,
    async commit(branch, files) {
      commits += 1;
      const work = join(root, `work-${commits}`);
      const env = {
        ...IDENTITY,
        GIT_DIR: bare,
        GIT_WORK_TREE: work,
        GIT_INDEX_FILE: join(root, `index-${commits}`),
      };
      await mkdir(work, { recursive: true });
      const call = { cwd: work, env, extendEnv: false };
      const parent = await execa('git', ['rev-parse', '-q', '--verify', `refs/heads/${branch}`], {
        ...call,
        reject: false,
      });
      if (parent.exitCode === 0)
        await execa('git', ['read-tree', '-u', '--reset', parent.stdout], call);
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true });
        if (typeof content === 'string') await writeFile(join(work, path), content);
        else await execa('ln', ['-s', content.link, join(work, path)]);
      }
      await execa('git', ['add', '-A'], call);
      const tree = await execa('git', ['write-tree'], call);
      const parents = parent.exitCode === 0 ? ['-p', parent.stdout] : [];
      const commit = await execa(
        'git',
        ['commit-tree', tree.stdout, ...parents, '-m', `change ${commits}`],
        call,
      );
      await execa('git', ['update-ref', `refs/heads/${branch}`, commit.stdout], call);
      return commit.stdout;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
