import { hasRootFile } from '../detect/source.ts';
import type { InstallationFinder } from './installation.ts';

/** Bundler. */
export const findRuby: InstallationFinder = async (files) => {
  if (!/^\s*gem\b|^\s*gemspec\b/m.test((await files.read('Gemfile')) ?? '')) return undefined;
  const isLocked = hasRootFile(files, ['Gemfile.lock']);
  return {
    manager: 'bundler',
    files: ['Gemfile', ...(isLocked ? ['Gemfile.lock'] : [])],
    fetch: 'bundle install',
    env: ({ own }) => ({ BUNDLE_PATH: own, ...(isLocked ? { BUNDLE_FROZEN: 'true' } : {}) }),
  };
};

/** Composer. */
export const findPhp: InstallationFinder = async (files) => {
  const manifest = await files.read('composer.json');
  if (manifest === null || !/"require(-dev)?"/.test(manifest)) return undefined;
  const install = 'composer install --no-interaction --no-progress --prefer-dist';
  return {
    manager: 'composer',
    files: ['composer.json', ...(files.paths.includes('composer.lock') ? ['composer.lock'] : [])],
    fetch: `${install} --no-scripts --no-plugins`,
    place: `${install} --no-scripts --no-plugins`,
    placeWithScripts: install,
    leaves: ['/vendor/'],
    env: ({ cache }) => ({
      COMPOSER_CACHE_DIR: `${cache}/composer`,
      COMPOSER_ALLOW_SUPERUSER: '1',
    }),
    offline: { COMPOSER_DISABLE_NETWORK: '1' },
  };
};
