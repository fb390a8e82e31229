import { parse as parseIni } from 'ini';
import { parse as parseToml } from 'smol-toml';
import type { Cheat } from './finding.ts';

/** Files of which every change steers what is run and what counts. */
export const STEERING: readonly {
  readonly path: RegExp;
  readonly cheat: Cheat;
  readonly is: string;
}[] = [
  {
    path: /^\.github\/(workflows|actions)\/|^\.gitlab-ci\.ya?ml$|^\.circleci\/|^azure-pipelines\.ya?ml$|(^|\/)Jenkinsfile$|^\.buildkite\/|^\.travis\.ya?ml$/,
    cheat: 'workflow-changed',
    is: 'steers what CI runs',
  },
  {
    path: /(^|\/)(codecov\.ya?ml|\.codecov\.ya?ml|\.coveragerc|\.nycrc(\.json|\.ya?ml)?|\.c8rc(\.json)?|tarpaulin\.toml|\.simplecov)$/,
    cheat: 'coverage-threshold',
    is: 'steers how much must be covered',
  },
  {
    path: /(^|\/)((vite|vitest|jest|karma|playwright|cypress|wdio|ava|web-test-runner)(\.\w+)*\.(config|conf|workspace)\.[cm]?[jt]s(on)?|vitest\.workspace\.[cm]?[jt]s|jest\.config\.json|jest[._-]setup\.[cm]?[jt]s|(vitest|test)[._-]?setup\.[cm]?[jt]s|setup-?tests?\.[cm]?[jt]s|\.mocharc(\.\w+)?|\.taprc|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|phpunit(\.dist)?\.xml(\.dist)?|\.rspec|spec_helper\.rb|rails_helper\.rb|test_helper\.rb|\.runsettings|nextest\.toml|bunfig\.toml|maven\.config|jvm\.config|xunit\.runner\.json|babel\.config\.\w+|\.babelrc(\.\w+)?|\.swcrc|junit-platform\.properties|testng\.xml)$|(^|\/)__mocks__\/|(^|\/)\.cargo\/config(\.toml)?$/,
    cheat: 'test-configuration',
    is: 'steers how tests are run',
  },
  {
    path: /\.snap$|(^|\/)__snapshots__\/|\.snap\.new$|(^|\/)testdata\/.*\.golden$|\.golden$/,
    cheat: 'snapshot-changed',
    is: 'holds what tests compare with',
  },
  {
    path: /(^|\/)tests?\/(.*\/)?__init__\.py$/,
    cheat: 'test-configuration',
    is: 'is run before all tests beside it',
  },
  {
    // Runners, or what they are made of, are looked for here before they are where they were installed.
    path: /(^|\/)(_?pytest|pytest_\w+|unittest|nose|doctest|sitecustomize|usercustomize)(\.py|\/__init__\.py)$|\.pth$|(^|\/)node_modules\/|(^|\/)patches\/.*\.patch$|(^|\/)\.yarn\/|(^|\/)minitest\/\w+_plugin\.rb$|META-INF\/services\/org\.(junit|testng)/,
    cheat: 'runner-replaced',
    is: 'is taken for a part of what runs the tests',
  },
  {
    path: /(^|\/)(\.?(eslint|prettier|stylelint)(rc|ignore)(\.\w+)?|(eslint|prettier|stylelint)\.config\.[cm]?[jt]s|biome\.jsonc?|\.?ruff\.toml|\.flake8|\.?mypy\.ini|\.?pylintrc|pyrightconfig\.json|\.golangci\.ya?ml|\.rubocop(_todo)?\.yml|phpstan(-baseline)?\.neon(\.dist)?|psalm(-baseline)?\.xml|\.?clippy\.toml)$/,
    cheat: 'check-suppressed',
    is: 'steers what is checked',
  },
];

/** Sections of files that hold other things as well. A section is named by its path, dots between. */
export const SECTIONS: readonly {
  readonly path: RegExp;
  readonly read: (text: string) => unknown;
  readonly sections: readonly (readonly [path: string, cheat: Cheat])[];
}[] = [
  {
    path: /(^|\/)package\.json$/,
    read: (text) => ({ ...JSON.parse(text), replaced: replacedIn(JSON.parse(text)) }),
    sections: [
      ['scripts.test', 'test-command'],
      ['scripts.pretest', 'test-command'],
      ['scripts.posttest', 'test-command'],
      ['scripts.test:*', 'test-command'],
      ['scripts.lint', 'test-command'],
      ['scripts.typecheck', 'test-command'],
      ['jest', 'test-configuration'],
      ['vitest', 'test-configuration'],
      ['mocha', 'test-configuration'],
      ['ava', 'test-configuration'],
      ['tap', 'test-configuration'],
      ['nyc', 'coverage-threshold'],
      ['c8', 'coverage-threshold'],
      ['eslintConfig', 'check-suppressed'],
      ['prettier', 'check-suppressed'],
      ['overrides', 'runner-replaced'],
      ['resolutions', 'runner-replaced'],
      ['pnpm.overrides', 'runner-replaced'],
      ['replaced', 'runner-replaced'],
      ['pnpm.patchedDependencies', 'runner-replaced'],
      ...['preinstall', 'install', 'postinstall', 'prepare'].map(
        (script) => [`scripts.${script}`, 'runner-replaced'] as const,
      ),
    ],
  },
  {
    path: /(^|\/)pyproject\.toml$/,
    read: parseToml,
    sections: [
      ['tool.pytest', 'test-configuration'],
      ['tool.tox', 'test-configuration'],
      ['tool.hatch.envs', 'test-configuration'],
      ['tool.coverage', 'coverage-threshold'],
      ...['ruff', 'mypy', 'black', 'isort', 'pylint', 'pyright'].map(
        (tool) => [`tool.${tool}`, 'check-suppressed'] as const,
      ),
      ['tool.uv.sources', 'runner-replaced'],
      ['project.entry-points', 'runner-replaced'],
    ],
  },
  {
    path: /(^|\/)Cargo\.toml$/,
    read: parseToml,
    sections: [
      ['lib.test', 'test-configuration'],
      ['lib.doctest', 'test-configuration'],
      ['lib.harness', 'test-configuration'],
      ['package.autotests', 'test-configuration'],
      ['profile.test', 'test-configuration'],
      ['patch', 'runner-replaced'],
      ['replace', 'runner-replaced'],
      ['test', 'test-configuration'],
      ['lints', 'check-suppressed'],
    ],
  },
  {
    path: /(^|\/)(deno|composer)\.jsonc?$/,
    read: JSON.parse,
    sections: [
      ['tasks.test', 'test-command'],
      ['scripts.test', 'test-command'],
      ['test', 'test-configuration'],
    ],
  },
  {
    path: /(^|\/)setup\.cfg$/,
    read: parseIni,
    sections: [
      ['tool:pytest', 'test-configuration'],
      ['coverage:run', 'coverage-threshold'],
      ['coverage:report', 'coverage-threshold'],
    ],
  },
  {
    path: /(^|\/)Makefile$/,
    read: makeTargets,
    sections: [
      ['test', 'test-command'],
      ['check', 'test-command'],
      ['ci', 'test-command'],
    ],
  },
  {
    path: /(^|\/)(pom\.xml|build\.gradle(\.kts)?)$/,
    read: linesWith(
      /surefire|failsafe|skip|maven\.test|ignoreFailures|testFailureIgnore|useJUnit|exclude|jacoco|failIfNoTests|includeTags|enabled|onlyIf|filter|testSource|sourceSets|\btest(s|ing)?\b|Test>|check\b/i,
    ),
    sections: [['tests', 'test-configuration']],
  },
  {
    path: /(^|\/)(gradle\.properties|settings\.gradle(\.kts)?)$/,
    read: linesWith(/test|skip|check/i),
    sections: [['tests', 'test-configuration']],
  },
  {
    path: /\.(cs|fs|vb)proj$|(^|\/)Directory\.Build\.(props|targets)$/,
    read: linesWith(
      /IsTestProject|Remove=|Exclude=|VSTest|RunSettings|CollectCoverage|Threshold|NoWarn|WarningsAs|TreatWarnings/,
    ),
    sections: [['tests', 'test-configuration']],
  },
  {
    path: /(^|\/)(Rakefile|justfile|Justfile|Taskfile\.ya?ml|turbo\.json|nx\.json|lerna\.json|project\.json)$/,
    read: linesWith(/test|spec|check|lint/i),
    sections: [['tests', 'test-command']],
  },
  {
    path: /(^|\/)go\.(mod|work)$/,
    read: linesWith(/^\s*replace\b|=>/),
    sections: [['tests', 'runner-replaced']],
  },
  {
    path: /(^|\/)(tsconfig(\.\w+)?|jsconfig)\.json$/,
    read: linesWith(/"(strict\w*|no[A-Z]\w+|skipLibCheck|checkJs|exclude)"/),
    sections: [['tests', 'check-suppressed']],
  },
];

/** The lines of a text that say something of what matters here: a manifest in a language of its own is not read further than that. */
function linesWith(word: RegExp): (text: string) => { readonly tests?: readonly string[] } {
  return (text) => {
    const tests = text.split('\n').flatMap((line) => (word.test(line) ? [line.trim()] : []));
    return tests.length === 0 ? {} : { tests };
  };
}

/** Dependencies that come from somewhere else than a registry of packages: what a package is called then says nothing of what it is. */
function replacedIn(manifest: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const found = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
    .flatMap((section) => Object.entries(manifest[section] ?? {}))
    .flatMap(([name, from]) => (ELSEWHERE.test(String(from)) ? [`${name} ${from}`] : []));
  return found.length === 0 ? undefined : found;
}

const ELSEWHERE = /^(file|link|portal|npm|git|github|https?)[:+]|^[./~]+\/|^[\w-]+\/[\w.-]+/;

function makeTargets(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)\s*:(?!=)(.*(?:\n\t.*)*)/gm)].map(([, name = '', body = '']) => [
      name,
      body.trim(),
    ]),
  );
}
