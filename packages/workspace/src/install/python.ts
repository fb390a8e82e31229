import type { InstallationFinder } from './installation.ts';

const REQUIREMENTS = /^(requirements[^/]*|requirements\/[^/]+|[^/]*-requirements)\.txt$/;
const NAMES_PACKAGES =
  /^\s*dependencies\s*=|^\[project\.optional-dependencies\]|^\[dependency-groups\]/m;

// What a project needs for itself and for its tests, one a line, without building the project.
const LIST = `
import sys
try:
    import tomllib
except ImportError:
    from pip._vendor import tomli as tomllib
with open("pyproject.toml", "rb") as file:
    content = tomllib.load(file)
project = content.get("project", {})
needs = list(project.get("dependencies", []))
for group in (project.get("optional-dependencies", {}), content.get("dependency-groups", {})):
    for name in ("test", "tests", "testing", "dev"):
        needs += [need for need in group.get(name, []) if isinstance(need, str)]
print("\\n".join(needs))
`;

function fetch(requirements: readonly string[], hasProject: boolean): string {
  const lists = requirements.map((path) => `-r '${path.replaceAll("'", "'\\''")}'`);
  const project = hasProject
    ? `python3 - > "$TMPDIR/project.txt" <<'END' || exit 1\n${LIST}END\n`
    : '';
  const named = hasProject ? [...lists, '-r "$TMPDIR/project.txt"'] : lists;
  // Only what is built already: a source's build runs the package's own code.
  return `${project}python3 -m pip install --disable-pip-version-check --no-input --only-binary :all: --upgrade --target "$PATCHWRIGHT_PACKAGES" ${named.join(' ')}`;
}

/** pip: requirement files, and a project's own dependencies with those of its tests, into a folder that Python looks into. */
export const findPython: InstallationFinder = async (files) => {
  const requirements = files.paths.filter((path) => REQUIREMENTS.test(path));
  const project = await files.read('pyproject.toml');
  const hasProject = project !== null && NAMES_PACKAGES.test(project);
  if (requirements.length === 0 && !hasProject) return undefined;
  const hasSources = files.paths.some((path) => path.startsWith('src/') && path.endsWith('.py'));
  return {
    manager: 'pip',
    files: [...requirements, ...(hasProject ? ['pyproject.toml'] : [])],
    fetch: fetch(requirements, hasProject),
    env: ({ cache, own, cwd }) => ({
      PIP_CACHE_DIR: `${cache}/pip`,
      PATCHWRIGHT_PACKAGES: own,
      PYTHONPATH: [...(hasSources ? [`${cwd}/src`] : []), own].join(':'),
    }),
    path: ({ own }) => [`${own}/bin`],
  };
};
