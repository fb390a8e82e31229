import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { allowsHost } from '@patchwright/workspace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandboxes } from './open-sandboxes.ts';

const opened = await openSandboxes();
const requests: string[] = [];
let registry: Server;
let other: Server;
afterAll(() => opened[Symbol.asyncDispose]());

async function serve(name: string): Promise<Server> {
  const server = createServer((request, response) => {
    requests.push(`${name} ${request.method} ${request.url}`);
    response.end(`from the ${name}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function hostOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  registry = await serve('registry');
  other = await serve('other');
  return () => {
    registry.close();
    other.close();
  };
});

/** A program that asks through whatever proxy its environment names, as package managers do. */
const ASK = `
import os, sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": os.environ.get("http_proxy", "")}))
for address in sys.argv[1:]:
    try: print(address, opener.open("http://" + address + "/package", timeout=5).read().decode())
    except Exception as refused: print(address, "refused", refused)
`;

// The runtime brings a proxy of its own, which reaches no loopback.
const bridged = opened.sandboxes.filter(({ kind }) => kind !== 'sandbox-runtime');

describe.each(bridged)('in $kind a command that may reach the registry', (sandbox) => {
  it('reaches it and nothing else, and without leave nothing at all', async () => {
    const command = `cat > ask.py <<'END'\n${ASK}\nEND\npython3 ask.py ${hostOf(registry)} ${hostOf(other)} metadata.internal`;
    requests.length = 0;
    const open = await sandbox.run(command, { hosts: [hostOf(registry)] });
    expect(open.output).toContain(`${hostOf(registry)} from the registry`);
    expect(open.output).toContain(`${hostOf(other)} refused HTTP Error 403`);
    expect(open.output).toContain('metadata.internal refused');
    expect(requests).toEqual(['registry GET /package']);
    const shut = await sandbox.run(command);
    expect(shut.output).toContain(`${hostOf(registry)} refused`);
    expect(requests).toHaveLength(1);
  });

  it('has no way round the proxy', async () => {
    requests.length = 0;
    const [address, port] = hostOf(registry).split(':');
    const { output } = await sandbox.run(
      `python3 -c 'import socket; socket.create_connection(("${address}", ${port}), 2); print("ESCAPED")'; echo tried`,
      { hosts: [hostOf(registry)] },
    );
    expect(output).toContain('tried');
    expect(output).not.toContain('ESCAPED');
  });

  it('finds the proxy by the words of every package manager, even for what lies near', async () => {
    const { output } = await sandbox.run('env', { hosts: [hostOf(registry)] });
    const proxy = /^HTTP_PROXY=http:\/\/127\.0\.0\.1:(\d+)$/m.exec(output)?.[1];
    expect(proxy).toBeDefined();
    for (const name of ['https_proxy', 'npm_config_proxy', 'YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY']) {
      expect(output).toContain(`${name}=http://127.0.0.1:${proxy}\n`);
    }
    for (const name of ['MAVEN_OPTS', 'GRADLE_OPTS']) {
      const java = new RegExp(`^${name}=.*$`, 'm').exec(output)?.[0];
      expect(java).toContain(`-Dhttps.proxyPort=${proxy}`);
      expect(java).toMatch(/-Dhttp\.nonProxyHosts=$/);
    }
    expect(output).toContain('\nno_proxy=\n');
  });

  it('adds to the cache only while it installs', async () => {
    const cache = join(sandbox.folder, 'cache');
    await mkdir(cache, { recursive: true });
    const installing = await sandbox.run(`echo one > ${cache}/one; cat ${cache}/one`, {
      cache: { path: cache, writable: true },
    });
    expect(installing.output).toBe('one\n');
    const testing = await sandbox.run(`cat ${cache}/one; echo two > ${cache}/one; echo $?`, {
      cache: { path: cache, writable: false },
    });
    expect(testing.output).toMatch(/^one\n.*Read-only[^\n]*\n[1-9]/);
  });
});

describe('a policy of hosts', () => {
  it.each([
    ['registry.example', 443, true],
    ['registry.example', 80, true],
    ['registry.example', 8080, false],
    ['REGISTRY.example.', 443, true],
    ['evil-registry.example', 443, false],
    ['registry.example.evil.test', 443, false],
    ['files.packages.test', 443, true],
    ['packages.test', 443, false],
    ['mirror.test', 8443, true],
    ['mirror.test', 443, false],
  ])('%s at %i: %s', (host, port, allowed) => {
    const policy = ['registry.example', '*.packages.test', 'mirror.test:8443'];
    expect(allowsHost(policy, host, port)).toBe(allowed);
  });
});
