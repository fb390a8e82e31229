/**
 * Runs inside a sandbox: `node bridge.ts SOCKET FILE ARGS…` starts a program that finds the proxy behind the socket on
 * its own loopback, as package managers expect one, and ends with the program's exit code.
 */
import { spawn } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';

const [socket = '', file = '', ...args] = process.argv.slice(2);

function join(inner: Socket): void {
  const outer = connect(socket);
  inner.pipe(outer);
  outer.pipe(inner);
  for (const [one, other] of [
    [inner, outer],
    [outer, inner],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

const server = createServer(join);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy = `http://127.0.0.1:${port}`;
  const java = ['http', 'https']
    .map((scheme) => `-D${scheme}.proxyHost=127.0.0.1 -D${scheme}.proxyPort=${port}`)
    .join(' ');
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'npm_config_proxy'];
  const env: Record<string, string | undefined> = {
    ...process.env,
    ...Object.fromEntries(names.map((name) => [name, proxy])),
    npm_config_https_proxy: proxy,
    npm_config_noproxy: '',
    no_proxy: '',
    NO_PROXY: '',
    MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} ${java}`.trim(),
    GRADLE_OPTS: `${process.env.GRADLE_OPTS ?? ''} ${java}`.trim(),
  };
  const child = spawn(file, args, { stdio: 'inherit', env });
  child.on('error', () => process.exit(127));
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 9));
  });
});
