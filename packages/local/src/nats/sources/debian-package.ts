import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SourceContext } from './source.ts';
import { hasCommand, runClient } from './source.ts';

const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/usr/share/keyrings/debian-archive-keyring.gpg',
];

/** Why Debian's packages cannot be had here, in a few words; `undefined` when they can. */
export async function closedToDebian({
  variables,
}: Omit<SourceContext, 'folder'>): Promise<string | undefined> {
  if (!(await isDebian())) return 'this is not Debian';
  if (!(await hasCommand(variables, 'apt-get', '--version'))) return 'there is no apt-get';
  if (!(await hasCommand(variables, 'dpkg-deb', '--version'))) return 'there is no dpkg-deb';
  if ((await keyring()) === undefined) return "Debian's keyring is not installed";
  return undefined;
}

/**
 * Downloads packages of a suite (`sid`, or `own` for this machine's release) and unpacks them, without installing
 * anything, into a folder, which it answers. apt works in a root of its own, with the machine's mirror; Debian's
 * signature covers each package's checksum.
 */
export async function unpackDebian(
  context: SourceContext,
  suite: 'sid' | 'own',
  names: readonly string[],
): Promise<string> {
  const settings = await privateRoot(context, suite);
  await runClient(context, 'apt-get', ['-c', settings, '-qq', 'update']);
  await runClient(context, 'apt-get', ['-c', settings, '-qq', 'download', ...names]);
  const archives = (await readdir(context.folder)).filter((name) => name.endsWith('.deb'));
  if (archives.length < names.length) throw new Error('apt-get left no package');
  for (const archive of archives) await runClient(context, 'dpkg-deb', ['-x', archive, 'unpacked']);
  return join(context.folder, 'unpacked');
}

async function privateRoot(context: SourceContext, suite: 'sid' | 'own'): Promise<string> {
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
      `Suites: ${suite === 'sid' ? 'sid' : field(await osRelease(), 'VERSION_CODENAME')}`,
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
