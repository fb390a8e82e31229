import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { NatsSource, SourceContext } from './source.ts';
import { hasCommand, runClient } from './source.ts';

const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/usr/share/keyrings/debian-archive-keyring.gpg',
];

/**
 * Debian's own package, out of the newest suite, unpacked without being installed.
 * apt works in a root of its own, with the machine's mirror; Debian's signature covers the package's checksum.
 */
export const debian: NatsSource = {
  name: "Debian's package",
  async unavailable({ variables }) {
    if (!(await isDebian())) return 'this is not Debian';
    if (!(await hasCommand(variables, 'apt-get', '--version'))) return 'there is no apt-get';
    if (!(await hasCommand(variables, 'dpkg-deb', '--version'))) return 'there is no dpkg-deb';
    if ((await keyring()) === undefined) return "Debian's keyring is not installed";
    return undefined;
  },
  async get(context) {
    const settings = await privateRoot(context);
    await runClient(context, 'apt-get', ['-c', settings, '-qq', 'update']);
    await runClient(context, 'apt-get', ['-c', settings, '-qq', 'download', 'nats-server']);
    const archive = (await readdir(context.folder)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get left no package');
    await runClient(context, 'dpkg-deb', ['-x', archive, 'unpacked']);
    for (const folder of ['usr/sbin', 'usr/bin']) {
      const binary = join(context.folder, 'unpacked', folder, 'nats-server');
      if (await exists(binary)) return binary;
    }
    throw new Error('the package holds no nats-server');
  },
};

async function privateRoot(context: SourceContext): Promise<string> {
  const root = join(context.folder, 'apt');
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'sources']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await writeFile(join(root, 'state/status'), '');
  await writeFile(
    join(root, 'sources/newest.sources'),
    [
      'Types: deb',
      `URIs: ${await mirror(context)}`,
      'Suites: sid',
      'Components: main',
      `Signed-By: ${await keyring()}`,
      'Targets: Packages',
      '',
    ].join('\n'),
  );
  const settings = join(root, 'apt.conf');
  await writeFile(
    settings,
    [
      '#clear APT::Update::Pre-Invoke;',
      '#clear APT::Update::Post-Invoke;',
      '#clear APT::Update::Post-Invoke-Success;',
      'Dir::Etc::SourceList "/dev/null";',
      `Dir::Etc::SourceParts "${root}/sources";`,
      `Dir::State "${root}/state";`,
      `Dir::State::status "${root}/state/status";`,
      `Dir::Cache "${root}/cache";`,
      'Acquire::Languages "none";',
      `APT::Sandbox::User "${userInfo().username}";`,
      '',
    ].join('\n'),
  );
  return settings;
}

/** The mirror this machine already takes its release from. */
async function mirror(context: SourceContext): Promise<string> {
  const release = field(await osRelease(), 'VERSION_CODENAME');
  const targets = await runClient(context, 'apt-get', [
    'indextargets',
    '--format',
    '$(RELEASE) $(COMPONENT) $(REPO_URI)',
    'Identifier: Packages',
  ]);
  for (const line of targets.split('\n')) {
    const [suite, component, uri] = line.split(' ');
    if (component === 'main' && uri && (suite === release || suite === 'sid')) return uri;
  }
  throw new Error("no mirror of Debian's main archive is configured");
}

async function keyring(): Promise<string | undefined> {
  for (const path of KEYRINGS) if (await exists(path)) return path;
  return undefined;
}

async function isDebian(): Promise<boolean> {
  return field(await osRelease(), 'ID') === 'debian';
}

async function osRelease(): Promise<string> {
  return readFile('/etc/os-release', 'utf8').catch(() => '');
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
