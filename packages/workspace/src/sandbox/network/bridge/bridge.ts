import { spawn } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';
import { proxyVariables } from './proxy-variables.ts';

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
    const env = { ...variables, ...proxyVariables(`http://127.0.0.1:${port}`, variables) };
    const child = spawn(file, args, { stdio: 'inherit', env });
    child.on('error', () => onExit(127));
    child.on('exit', (code, signal) => {
      onExit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 9));
    });
  });
}
