import { type Check, check, type Detector, hasRootFile, type RepositoryFiles } from './source.ts';

const TEST_FILE = /(^|\/)(test_[^/]+|[^/]+_test)\.py$/;

interface Settings {
  /** pyproject.toml, setup.cfg and tox.ini in one. */
  readonly configuration: string;
  /** Every line that names packages. */
  readonly requirements: string;
  readonly workflows: string;
}

async function readSettings(files: RepositoryFiles, workflows: string): Promise<Settings> {
  const requirementFiles = files.paths.filter((path) =>
    /^(requirements[^/]*|requirements\/[^/]+|[^/]*-requirements)\.(txt|in)$/.test(path),
  );
  async function all(paths: readonly string[]): Promise<string> {
    return (await Promise.all(paths.map((path) => files.read(path)))).join('\n');
  }
  const configuration = await all(['pyproject.toml', 'setup.cfg', 'tox.ini']);
  return {
    configuration,
    requirements: `${await all([...requirementFiles, 'Pipfile', 'setup.py'])}\n${configuration}`,
    workflows,
  };
}

function hasSection(settings: Settings, name: string): boolean {
  const escaped = name.replaceAll('.', '\\.');
  return new RegExp(`^\\[\\[?(tool[.:])?${escaped}[\\].:]`, 'm').test(settings.configuration);
}

function requires(settings: Settings, name: string): boolean {
  return new RegExp(`^[\\s"']*${name}\\b|["']${name}(\\[[^\\]]*\\])?\\s*([<>=~!;"'])`, 'm').test(
    settings.requirements,
  );
}

function findChecks(files: RepositoryFiles, settings: Settings): readonly Check[] {
  const { workflows } = settings;
  function uses(tool: string, ...configurationFiles: readonly string[]): boolean {
    return (
      hasSection(settings, tool) ||
      requires(settings, tool) ||
      hasRootFile(files, configurationFiles) ||
      new RegExp(`\\b${tool}\\b`).test(workflows)
    );
  }
  const checks: Check[] = [];
  if (uses('ruff', 'ruff.toml', '.ruff.toml')) {
    checks.push(check('lint', 'ruff', 'ruff check .', 'ruff check --fix .'));
  }
  if (hasSection(settings, 'ruff.format') || /\bruff format\b/.test(workflows)) {
    checks.push(check('format', 'ruff format', 'ruff format --check .', 'ruff format .'));
  }
  if (uses('black')) checks.push(check('format', 'black', 'black --check .', 'black .'));
  if (uses('isort', '.isort.cfg')) {
    checks.push(check('format', 'isort', 'isort --check .', 'isort .'));
  }
  if (uses('flake8', '.flake8')) checks.push(check('lint', 'flake8', 'flake8', null));
  if (uses('mypy', 'mypy.ini', '.mypy.ini')) checks.push(check('types', 'mypy', 'mypy .', null));
  return checks;
}

async function findTests(
  files: RepositoryFiles,
  settings: Settings,
): Promise<readonly [runner: string, command: string] | undefined> {
  const tests = files.paths.filter((path) => TEST_FILE.test(path));
  const texts = await Promise.all(tests.slice(0, 5).map((path) => files.read(path)));
  const pytest =
    hasRootFile(files, ['pytest.ini', '.pytest.ini', 'conftest.py']) ||
    files.paths.some((path) => path.endsWith('/conftest.py')) ||
    hasSection(settings, 'pytest') ||
    requires(settings, 'pytest') ||
    /\bpytest\b/.test(settings.workflows) ||
    texts.some((text) => /^(import|from) pytest\b/m.test(text ?? ''));
  if (pytest) return ['pytest', 'python3 -m pytest'];
  if (tests.length === 0) return undefined;
  const unittest = texts.every((text) => /^(import|from) unittest\b/m.test(text ?? ''));
  if (!unittest) return ['pytest', 'python3 -m pytest'];
  const folder = tests.every((path) => path.startsWith('tests/')) ? ' -s tests' : '';
  const top = folder !== '' && files.paths.includes('tests/__init__.py') ? ' -t .' : '';
  return ['unittest', `python3 -m unittest discover${folder}${top}`];
}

/** pytest and unittest; ruff, black, isort, flake8 and mypy where they are configured, required or run in CI. */
export const detectPython: Detector = async (files, workflows) => {
  const isPython =
    hasRootFile(files, ['pyproject.toml', 'setup.py', 'setup.cfg', 'Pipfile', 'requirements*']) ||
    files.paths.some((path) => path.endsWith('.py'));
  if (!isPython) return undefined;
  const settings = await readSettings(files, workflows);
  const tests = await findTests(files, settings);
  return {
    languages: ['python'],
    runner: tests?.[0] ?? null,
    testCommand: tests?.[1] ?? null,
    checks: findChecks(files, settings),
  };
};
