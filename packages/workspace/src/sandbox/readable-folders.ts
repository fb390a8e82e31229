import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SYSTEM_PATH, type Tools } from '../config.ts';

const RUNTIMES = ['node', 'python3', 'python', 'go', 'cargo', 'java', 'ruby', 'php', 'dotnet'];

/** What of the system's settings a command needs: certificates, the linker's paths, time. Nothing that names hosts or people. */
export const SYSTEM_SETTINGS: readonly string[] = [
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/maven',
  '/etc/php',
];

/**
 * Folders besides the system's that a command has to be able to read: those on its PATH, the homes of the runtimes
 * found there through links, and what the configuration names. Sorted, so that an outer folder comes before an inner one.
 */
export async function readableFolders(tools: Tools): Promise<readonly string[]> {
  const folders = new Set<string>(tools.folders ?? []);
  if (tools.nodeModules !== undefined) folders.add(tools.nodeModules);
  for (const entry of [...tools.path, ...SYSTEM_PATH]) {
    if (tools.path.includes(entry)) folders.add(entry);
    const above = dirname(entry);
    const environment = await readFile(join(above, 'pyvenv.cfg'), 'utf8').catch(() => undefined);
    if (environment !== undefined) folders.add(above);
    for (const runtime of RUNTIMES) {
      const program = await realpath(join(entry, runtime)).catch(() => undefined);
      // A runtime brings its libraries along in the folder above its own `bin`.
      if (program !== undefined && /\/bin\/[^/]+$/.test(program))
        folders.add(dirname(dirname(program)));
    }
  }
  // Debian keeps the settings of each Java outside its home.
  const settings = await readdir('/etc').catch(() => []);
  for (const name of settings) if (name.startsWith('java-')) folders.add(join('/etc', name));
  return [...folders]
    .filter((folder) => folder !== '/' && folder !== '/usr' && !folder.startsWith('/usr/'))
    .sort();
}
