import { check, type Detector, hasRootFile } from './source.ts';

/** Bundler with RSpec or minitest; RuboCop where it is configured. */
export const detectRuby: Detector = async (files) => {
  const gemfile = await files.read('Gemfile');
  if (gemfile === null) return undefined;
  const rspec = hasRootFile(files, ['.rspec']) || /\brspec\b/.test(gemfile);
  const rake = hasRootFile(files, ['Rakefile']);
  return {
    languages: ['ruby'],
    runner: rspec ? 'rspec' : rake ? 'rake' : null,
    testCommand: rspec ? 'bundle exec rspec' : rake ? 'bundle exec rake test' : null,
    checks: hasRootFile(files, ['.rubocop.yml'])
      ? [check('lint', 'rubocop', 'bundle exec rubocop', 'bundle exec rubocop --autocorrect')]
      : [],
  };
};

/** Composer with PHPUnit. */
export const detectPhp: Detector = async (files) => {
  const composer = await files.read('composer.json');
  if (composer === null) return undefined;
  const phpunit = hasRootFile(files, ['phpunit.xml*']) || composer.includes('phpunit/phpunit');
  return {
    languages: ['php'],
    runner: phpunit ? 'phpunit' : null,
    testCommand: phpunit ? 'vendor/bin/phpunit' : null,
    checks: [],
  };
};

/** A `test` target of a Makefile, for whoever has nothing else. */
export const detectMake: Detector = async (files) => {
  const makefile = await files.read('Makefile');
  if (makefile === null || !/^test\s*:/m.test(makefile)) return undefined;
  return { languages: [], runner: 'make', testCommand: 'make test', checks: [] };
};
