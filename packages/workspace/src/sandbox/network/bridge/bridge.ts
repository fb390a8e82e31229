import { spawn } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';

function joinTo(socket: string, inner: Socket): void {
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

/** Variables by which package managers learn of a proxy, each in its own way. */
function proxyVariables(
  variables: Readonly<Record<string, string | undefined>>,
  port: number,
): Readonly<Record<string, string>> {
  const proxy = `http://127.0.0.1:${port}`;
  const java = [
    ...['http', 'https'].map(
      (scheme) => `-D${scheme}.proxyHost=127.0.0.1 -D${scheme}.proxyPort=${port}`,
    ),
    // Java passes by the proxy for loopback otherwise, where there is nothing but the proxy.
    '-Dhttp.nonProxyHosts=',
  ].join(' ');
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'npm_config_proxy'];
  return {
    ...Object.fromEntries(names.map((name) => [name, proxy])),
    npm_config_https_proxy: proxy,
    npm_config_noproxy: '',
    // Yarn's later versions have no ear for the others.
    YARN_HTTP_PROXY: proxy,
    YARN_HTTPS_PROXY: proxy,
    no_proxy: '',
    NO_PROXY: '',
    MAVEN_OPTS: `${variables.MAVEN_OPTS ?? ''} ${java}`.trim(),
    GRADLE_OPTS: `${variables.GRADLE_OPTS ?? ''} ${java}`.trim(),
  };
}

/**
 * Starts a program that finds the proxy behind `socket` on its own loopback, as package managers expect one, and calls
 * `onExit` with the program's exit code.
 */
export function bridge(
  [socket = '', file = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
  onExit: (code: number) => void,
): void {
  const server = createServer((inner) => joinTo(socket, inner));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const env = { ...variables, ...proxyVariables(variables, port) };
    const child = spawn(file, args, { stdio: 'inherit', env });
    child.on('error', () => onExit(127));
    child.on('exit', (code, signal) => {
      onExit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 9));
    });
  });
}
