import { z } from 'zod';
import { hasRootFile, type RepositoryFiles } from '../detect/source.ts';
import { filesNamed, type Installation, type InstallationFinder } from './installation.ts';

const packages = z.record(z.string(), z.unknown()).catch({});
const manifest = z
  .looseObject({
    dependencies: packages.optional(),
    devDependencies: packages.optional(),
    optionalDependencies: packages.optional(),
    workspaces: z.unknown().optional(),
    packageManager: z.string().optional().catch(undefined),
  })
  .catch({});

type Manager = (files: RepositoryFiles) => Installation;

const LEAVES = ['node_modules/'];

function filesOf(files: RepositoryFiles, ...more: readonly string[]): readonly string[] {
  return [
    ...filesNamed(files, /^package\.json$/),
    ...more.filter((path) => files.paths.includes(path)),
  ];
}

const npm: Manager = (files) => {
  const isLocked = hasRootFile(files, ['package-lock.json', 'npm-shrinkwrap.json']);
  const install = `npm ${isLocked ? 'ci' : 'install --no-package-lock'} --no-audit --no-fund`;
  return {
    manager: 'npm',
    files: filesOf(files, 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc'),
    fetch: `${install} --ignore-scripts`,
    place: `${install} --ignore-scripts --offline`,
    placeWithScripts: `${install} --offline`,
    leaves: LEAVES,
    env: ({ cache }) => ({ npm_config_cache: `${cache}/npm` }),
  };
};

const pnpm: Manager = (files) => {
  const install = 'pnpm install --frozen-lockfile';
  return {
    manager: 'pnpm',
    files: filesOf(files, 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'),
    fetch: `${install} --ignore-scripts`,
    place: `${install} --ignore-scripts --offline`,
    placeWithScripts: `${install} --offline`,
    leaves: LEAVES,
    env: ({ cache }) => ({
      npm_config_store_dir: `${cache}/pnpm`,
      npm_config_cache_dir: `${cache}/pnpm-metadata`,
      // A store on another mount cannot be linked to.
      npm_config_package_import_method: 'copy',
    }),
  };
};

const classicYarn: Manager = (files) => {
  const install = 'yarn install --frozen-lockfile --non-interactive';
  return {
    manager: 'yarn',
    files: filesOf(files, 'yarn.lock', '.yarnrc', '.npmrc'),
    fetch: `${install} --ignore-scripts`,
    place: `${install} --ignore-scripts --offline`,
    placeWithScripts: `${install} --offline`,
    leaves: LEAVES,
    env: ({ cache }) => ({ YARN_CACHE_FOLDER: `${cache}/yarn` }),
  };
};

// What these yarns install as they are by default lies in no folder in which npx would look.
const YARN_NPX =
  'mkdir -p "$PATCHWRIGHT_NPX" && printf "%s\\n" "#!/bin/sh" \'while :; do case "$1" in -*) shift;; *) break;; esac; done; exec yarn run "$@"\' > "$PATCHWRIGHT_NPX/npx" && chmod +x "$PATCHWRIGHT_NPX/npx"';

const modernYarn: Manager = (files) => ({
  manager: 'yarn',
  files: filesOf(files, 'yarn.lock', '.yarnrc.yml'),
  fetch: `YARN_ENABLE_SCRIPTS=false yarn install --immutable && ${YARN_NPX}`,
  place: 'YARN_ENABLE_SCRIPTS=false yarn install --immutable',
  placeWithScripts: 'yarn install --immutable',
  leaves: [...LEAVES, '/.yarn/install-state.gz', '/.yarn/unplugged/', '/.pnp.*'],
  path: ({ own }) => [`${own}/bin`],
  env: ({ cache, own }) => ({
    PATCHWRIGHT_NPX: `${own}/bin`,
    YARN_GLOBAL_FOLDER: `${cache}/yarn`,
    YARN_ENABLE_GLOBAL_CACHE: 'true',
    YARN_ENABLE_TELEMETRY: 'false',
  }),
  offline: { YARN_ENABLE_NETWORK: 'false' },
});

function managerOf(files: RepositoryFiles, named: string | undefined): Manager {
  if (hasRootFile(files, ['pnpm-lock.yaml'])) return pnpm;
  if (hasRootFile(files, ['yarn.lock'])) {
    const isModern = hasRootFile(files, ['.yarnrc.yml']) || /^yarn@(?!1\.)\d/.test(named ?? '');
    return isModern ? modernYarn : classicYarn;
  }
  return npm;
}

/** npm, pnpm and both yarns, where a manifest names packages or is one of several. */
export const findJavascript: InstallationFinder = async (files) => {
  const text = await files.read('package.json');
  if (text === null) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const content = manifest.parse(json);
  const names = Object.keys({
    ...content.dependencies,
    ...content.devDependencies,
    ...content.optionalDependencies,
  });
  const isOneOfSeveral =
    content.workspaces !== undefined || hasRootFile(files, ['pnpm-workspace.yaml']);
  return names.length === 0 && !isOneOfSeveral
    ? undefined
    : managerOf(files, content.packageManager)(files);
};
