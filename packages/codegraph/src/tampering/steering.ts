import { parse as parseIni } from 'ini';
import { parse as parseToml } from 'smol-toml';
import type { ChangedFile, Cheat, Finding } from './finding.ts';
import type { StatedChanges } from './stated-changes.ts';

/** Files of which every change steers what is run and what counts. */
const STEERING: readonly { readonly path: RegExp; readonly cheat: Cheat; readonly is: string }[] = [
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
    path: /(^|\/)((vitest|jest|karma|playwright|cypress|wdio|ava|web-test-runner)(\.\w+)?\.(config|conf|workspace)\.[cm]?[jt]s(on)?|vitest\.workspace\.[cm]?[jt]s|jest\.config\.json|jest[._-]setup\.[cm]?[jt]s|(vitest|test)[._-]?setup\.[cm]?[jt]s|setup-?tests?\.[cm]?[jt]s|\.mocharc(\.\w+)?|\.taprc|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|phpunit(\.dist)?\.xml(\.dist)?|\.rspec|spec_helper\.rb|rails_helper\.rb|test_helper\.rb|\.runsettings|nextest\.toml|junit-platform\.properties|testng\.xml)$|(^|\/)__mocks__\//,
    cheat: 'test-configuration',
    is: 'steers how tests are run',
  },
  {
    path: /\.snap$|(^|\/)__snapshots__\/|\.snap\.new$|(^|\/)testdata\/.*\.golden$|\.golden$/,
    cheat: 'snapshot-changed',
    is: 'holds what tests compare with',
  },
];

/** Sections of files that hold other things as well. A section is named by its path, dots between. */
const SECTIONS: readonly {
  readonly path: RegExp;
  readonly read: (text: string) => unknown;
  readonly sections: readonly (readonly [path: string, cheat: Cheat])[];
}[] = [
  {
    path: /(^|\/)package\.json$/,
    read: JSON.parse,
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
    ],
  },
  {
    path: /(^|\/)Cargo\.toml$/,
    read: parseToml,
    sections: [
      ['lib.test', 'test-configuration'],
      ['lib.doctest', 'test-configuration'],
      ['test', 'test-configuration'],
      ['lints', 'test-configuration'],
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
    read: (text) => ({
      tests: (
        text.match(
          /^.*(surefire|failsafe|skipTests|maven\.test|ignoreFailures|testFailureIgnore|useJUnit|exclude|jacoco|failIfNoTests|includeTags|excludeTags).*$/gm,
        ) ?? []
      ).map((line) => line.trim()),
    }),
    sections: [['tests', 'test-configuration']],
  },
];

/** What a change of one file does to how tests are run and what counts. A plan says so by naming the file, or the section in a step's action. */
export function steeringFindings(file: ChangedFile, plan: StatedChanges): readonly Finding[] {
  const { path, before, after } = file;
  const steps = plan.steps.filter((step) => step.file === path);
  const whole = STEERING.find((one) => one.path.test(path));
  if (whole !== undefined) {
    if (steps.length > 0) return [];
    return [{ cheat: whole.cheat, path, detail: `it ${whole.is}, and the plan does not name it` }];
  }
  const mixed = SECTIONS.find((one) => one.path.test(path));
  if (mixed === undefined) return [];
  const [was, now] = [read(mixed.read, before), read(mixed.read, after)];
  return mixed.sections.flatMap(([section, cheat]) =>
    keysOf(section, was, now)
      .filter((key) => !same(valueAt(was, key), valueAt(now, key)))
      .filter((key) => !steps.some((step) => step.action.includes(key)))
      .map((key) => ({
        cheat,
        path,
        detail: `"${key}" changed, and no step of the plan says so in its action`,
      })),
  );
}

function read(reader: (text: string) => unknown, text: string | null): unknown {
  try {
    return text === null ? undefined : reader(text);
  } catch {
    // A manifest that cannot be read fails elsewhere; here it has no sections.
    return undefined;
  }
}

/** `scripts.test:*` stands for every script whose name begins so. */
function keysOf(section: string, ...roots: readonly unknown[]): readonly string[] {
  if (!section.endsWith('*')) return [section];
  const [parent = '', start = ''] = section.slice(0, -1).split('.');
  const names = roots.flatMap((root) => {
    const value = valueAt(root, parent);
    return isRecord(value) ? Object.keys(value) : [];
  });
  return [...new Set(names)]
    .filter((name) => name.startsWith(start))
    .map((name) => `${parent}.${name}`);
}

function valueAt(root: unknown, path: string): unknown {
  if (isRecord(root) && path in root) return root[path];
  const [first = '', ...rest] = path.split('.');
  if (!isRecord(root) || rest.length === 0) return undefined;
  return valueAt(root[first], rest.join('.'));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object';
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function makeTargets(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)\s*:(?!=)(.*(?:\n\t.*)*)/gm)].map(([, name = '', body = '']) => [
      name,
      body.trim(),
    ]),
  );
}
