import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, natsEnvironment } from '@patchwright/local';
import type { Row } from './row.ts';
import { type ServedFolder, serveFolder } from './serve-folder.ts';

/** A row that asks for its packages nowhere but at a registry on loopback, and the registry. */
export interface RegistryRow {
  readonly registry: ServedFolder;
  readonly row: Row;
}

const run = promisify(execFile);

/** Runs one of this machine's programs by its own settings. */
async function runHere(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    COMPOSER_ALLOW_SUPERUSER: '1',
    YARN_ENABLE_TELEMETRY: '0',
    // What it remembers of another registry on loopback is not true of this one.
    YARN_GLOBAL_FOLDER: join(cwd, '..', 'yarn'),
  };
  await run(program, args, { cwd, env });
}

async function writeRow(folder: string, row: Row): Promise<void> {
  for (const [path, text] of Object.entries(row.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The row with the lock file that its package manager writes when it asks the registry. */
async function locked(
  folder: string,
  row: Row,
  file: string,
  program: string,
  ...args: readonly string[]
): Promise<Row> {
  await writeRow(folder, row);
  await runHere(program, args, folder);
  return { ...row, files: { ...row.files, [file]: await readFile(join(folder, file), 'utf8') } };
}

/** The row with the registry's address where a file of it says `REGISTRY`. */
function asking(row: Row, host: string): Row {
  const files = Object.entries(row.files).map(([path, text]) => [
    path,
    text.replaceAll('REGISTRY', `http://${host}`),
  ]);
  return { ...row, files: Object.fromEntries(files) };
}

type Start = (folder: string, row: Row) => Promise<RegistryRow>;

/** With all that the tests of the row need: what this machine's Maven fetches when it runs them. */
const startMaven: Start = async (folder, row) => {
  const [project, served] = [join(folder, 'project'), join(folder, 'served')];
  await writeRow(project, row);
  await runHere('mvn', ['--batch-mode', `-Dmaven.repo.local=${served}`, 'test'], project);
  const registry = await serveFolder(served);
  const place = (kind: string) =>
    `<${kind}><id>central</id><url>http://${registry.host}/</url></${kind}>`;
  const repositories = `<repositories>${place('repository')}</repositories><pluginRepositories>${place('pluginRepository')}</pluginRepositories>`;
  const manifest = row.files['pom.xml'] ?? '';
  const files = {
    ...row.files,
    'pom.xml': manifest.replace('</project>', `${repositories}</project>`),
  };
  return { registry, row: { ...row, files } };
};

const RSPEC = ['rspec', 'rspec-core', 'rspec-expectations', 'rspec-mocks', 'rspec-support'];
// What a distribution installs is a gem but for its list of files. Its version is not the distribution's, so that nothing but
// what was installed will do.
const PACK_GEMS = `
require 'fileutils'
require 'rubygems/package'
served = ARGV.shift
FileUtils.mkdir_p(File.join(served, 'gems'))
ARGV.each do |name|
  spec = Gem::Specification.find_by_name(name)
  folder = spec.full_gem_path
  spec.version = Gem::Version.new("#{spec.version}.1")
  Dir.chdir(folder) do
    spec.files = Dir['{lib,exe,bin}/**/*'].select { |path| File.file?(path) }
    Gem::Package.build(spec, true, false, File.join(served, 'gems', spec.file_name))
  end
end
`;

/** With the gems of this machine's RSpec. */
const startGems: Start = async (folder, row) => {
  const served = join(folder, 'served');
  await mkdir(served, { recursive: true });
  await runHere('ruby', ['-e', PACK_GEMS, served, ...RSPEC, 'diff-lcs'], folder);
  await runHere('gem', ['generate_index', '--directory', served], folder);
  const registry = await serveFolder(served);
  const asked = asking(row, registry.host);
  return {
    registry,
    row: await locked(join(folder, 'project'), asked, 'Gemfile.lock', 'bundle', 'lock'),
  };
};

/** With a package that has this machine's PHPUnit for its program. */
const startComposer: Start = async (folder, row) => {
  const [served, packed] = [join(folder, 'served'), join(folder, 'phpunit')];
  await mkdir(packed, { recursive: true });
  await mkdir(served);
  const about = { name: 'phpunit/phpunit', version: '9.6.0', bin: ['phpunit'] };
  await writeFile(join(packed, 'composer.json'), JSON.stringify(about));
  const program = await findProgram('phpunit', natsEnvironment().searchPath);
  await cp(program ?? '', join(packed, 'phpunit'), { dereference: true });
  await chmod(join(packed, 'phpunit'), 0o755);
  await runHere('tar', ['-czf', join(served, 'phpunit.tgz'), 'phpunit'], folder);
  const registry = await serveFolder(served);
  const dist = { type: 'tar', url: `http://${registry.host}/phpunit.tgz`, reference: 'first' };
  const packages = { [about.name]: { [about.version]: { ...about, dist } } };
  await writeFile(join(served, 'packages.json'), JSON.stringify({ packages }));
  const asked = asking(row, registry.host);
  const args = ['update', '--no-install', '--no-interaction'];
  return {
    registry,
    row: await locked(join(folder, 'project'), asked, 'composer.lock', 'composer', ...args),
  };
};

const EVENLY = {
  name: 'evenly',
  version: '1.0.0',
  main: 'main.cjs',
  bin: { evenly: 'bin.cjs' },
};
const MODERN_YARN = '@yarnpkg/cli-dist@4.18.1';
const RELEASE = '.yarn/releases/yarn.cjs';

/** With one small package; the row brings its own yarn of the newer kind, as such repositories do, and the older one gives way to it. */
const startNpm: Start = async (folder, row) => {
  const [served, packed] = [join(folder, 'served'), join(folder, 'package')];
  await mkdir(packed, { recursive: true });
  await mkdir(join(served, 'evenly', '-'), { recursive: true });
  await writeFile(join(packed, 'package.json'), JSON.stringify(EVENLY));
  await writeFile(join(packed, 'main.cjs'), 'exports.isEven = (number) => number % 2 === 0;\n');
  const bin = '#!/usr/bin/env node\nprocess.exitCode = Number(process.argv[2]) % 2;\n';
  await writeFile(join(packed, 'bin.cjs'), bin);
  const tarball = join('evenly', '-', 'evenly-1.0.0.tgz');
  await runHere('tar', ['-czf', join(served, tarball), 'package'], folder);
  const registry = await serveFolder(served);
  const dist = { tarball: `http://${registry.host}/${tarball}` };
  // Yarn leaves alone what was published a moment ago.
  const time = { '1.0.0': '2024-01-01T00:00:00.000Z' };
  const about = { name: 'evenly', 'dist-tags': { latest: '1.0.0' }, time };
  const versions = { '1.0.0': { ...EVENLY, dist } };
  // A path stands for a folder and for a document in a registry, and cannot in a folder.
  await writeFile(join(served, 'evenly', 'index.json'), JSON.stringify({ ...about, versions }));
  await runHere('npm', ['pack', '--silent', '--pack-destination', folder, MODERN_YARN], folder);
  await rm(packed, { recursive: true });
  await runHere('sh', ['-c', 'tar -xzf yarnpkg-*.tgz'], folder);
  const release = await readFile(join(packed, 'bin', 'yarn.js'), 'utf8');
  const { files, ...rest } = asking(row, registry.host);
  const asked = { ...rest, files: { ...files, [RELEASE]: release } };
  const args = [RELEASE, 'install', '--mode=update-lockfile'];
  return {
    registry,
    row: await locked(join(folder, 'project'), asked, 'yarn.lock', process.execPath, ...args),
  };
};

const STARTS: Readonly<Record<NonNullable<Row['installs']>, Start>> = {
  maven: startMaven,
  gems: startGems,
  composer: startComposer,
  npm: startNpm,
};

/** Starts the registry of a row below `folder`; `undefined` for one that installs nothing. */
export async function startRegistry(folder: string, row: Row): Promise<RegistryRow | undefined> {
  if (row.installs === undefined) return undefined;
  await mkdir(folder, { recursive: true });
  return STARTS[row.installs](folder, row);
}
