import { expect, test } from 'vitest';
import { cacheDirectory, natsEnvironment } from '../src/nats/config.ts';
import { serverConfig } from '../src/nats/server-config.ts';
import { archiveName } from '../src/nats/sources/github.ts';
import { isAtLeast, parseVersion } from '../src/nats/version.ts';

test('the version is read out of what the server prints', () => {
  expect(parseVersion('nats-server: v2.15.1')).toBe('2.15.1');
  expect(parseVersion('nats-server: v2.16.0-RC.1\n')).toBe('2.16.0');
  expect(parseVersion('bash: no such command')).toBeUndefined();
});

test('versions are compared by number, not by letter', () => {
  expect(isAtLeast('2.15.1', '2.15.1')).toBe(true);
  expect(isAtLeast('2.100.0', '2.15.1')).toBe(true);
  expect(isAtLeast('3.0.0', '2.15.1')).toBe(true);
  expect(isAtLeast('2.15.0', '2.15.1')).toBe(false);
  expect(isAtLeast('2.9.10', '2.15.1')).toBe(false);
});

test('the cache lies where the platform keeps caches, unless it is said otherwise', () => {
  const home = { HOME: '/home/ines' };
  expect(cacheDirectory(home, 'linux')).toBe('/home/ines/.cache/patchwright');
  expect(cacheDirectory(home, 'darwin')).toBe('/home/ines/Library/Caches/patchwright');
  expect(cacheDirectory({ ...home, XDG_CACHE_HOME: '/xdg' }, 'linux')).toBe('/xdg/patchwright');
  expect(cacheDirectory({ ...home, PATCHWRIGHT_CACHE: '/mine' }, 'darwin')).toBe('/mine');
});

test('package clients are given proxies and certificates, and no credentials of anything else', () => {
  const { clientVariables } = natsEnvironment({
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy.example',
    SSL_CERT_FILE: '/certificates',
    GITHUB_TOKEN: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ANTHROPIC_API_KEY: 'secret',
  });
  expect(clientVariables).toEqual({
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy.example',
    SSL_CERT_FILE: '/certificates',
  });
});

test('an empty NATS_SERVER asks for nothing', () => {
  expect(natsEnvironment({ NATS_SERVER: '' }).server).toBeUndefined();
});

test('the release archive is named as the project names it', () => {
  expect(archiveName('linux', 'x64')).toBe('nats-server-v2.15.1-linux-amd64.tar.gz');
  expect(archiveName('darwin', 'arm64')).toBe('nats-server-v2.15.1-darwin-arm64.tar.gz');
  expect(archiveName('win32', 'x64')).toBe('nats-server-v2.15.1-windows-amd64.zip');
  expect(archiveName('aix', 'x64')).toBeUndefined();
});

test('the server listens on loopback only, syncs every write and takes 8 MB', () => {
  const config = serverConfig({
    name: 'one "quoted"',
    storeDir: '/data',
    portsDir: '/data',
    port: 4222,
    syncInterval: 'always',
    cluster: { name: 'patchwright', port: 6222, routes: [6222, 6223, 6224] },
    more: 'debug: true',
  });
  expect(config).toBe(`server_name: "one \\"quoted\\""
listen: "127.0.0.1:4222"
http: "127.0.0.1:-1"
ports_file_dir: "/data"
max_payload: 8388608
jetstream {
  store_dir: "/data"
  sync_interval: "always"
}
cluster {
  name: "patchwright"
  listen: "127.0.0.1:6222"
  routes: ["nats://127.0.0.1:6223", "nats://127.0.0.1:6224"]
}
debug: true
`);
});
