/** The programs that install packages. */
export const MANAGERS = ['npm', 'pnpm', 'yarn', 'pip', 'go', 'cargo', 'bundler'] as const;

/** A program that installs packages. */
export type Manager = (typeof MANAGERS)[number];

const TELLING: readonly (readonly [file: string, manager: Manager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package.json', 'npm'],
  ['pyproject.toml', 'pip'],
  ['requirements.txt', 'pip'],
  ['go.mod', 'go'],
  ['Cargo.toml', 'cargo'],
  ['Gemfile', 'bundler'],
];

/** The manager that a repository's files at its root tell of; `undefined` without any. */
export function managerOf(paths: readonly string[]): Manager | undefined {
  return TELLING.find(([file]) => paths.includes(file))?.[1];
}

/**
 * The shell command that installs packages, or what the repository declares where none are named.
 * Scripts of packages are never run while they are installed.
 */
export function packageCommand(
  manager: Manager,
  packages: readonly string[],
  paths: readonly string[],
): string {
  const named = packages.map(quoted).join(' ');
  const none = packages.length === 0;
  switch (manager) {
    case 'npm': {
      const whole = paths.includes('package-lock.json') ? 'ci' : 'install';
      const what = none ? whole : `install ${named}`;
      return `npm ${what} --ignore-scripts --no-audit --no-fund`;
    }
    case 'pnpm':
      return `pnpm ${none ? 'install' : `add ${named}`} --ignore-scripts`;
    case 'yarn':
      return none ? 'yarn install --ignore-scripts' : `yarn add ${named} --ignore-scripts`;
    case 'pip': {
      const declared = paths.includes('requirements.txt') ? '-r requirements.txt' : '.';
      // The environment says of itself that it is not part of the repository.
      return [
        'python3 -m venv .venv',
        "printf '*\\n' > .venv/.gitignore",
        `.venv/bin/python -m pip install --disable-pip-version-check ${none ? declared : named}`,
      ].join(' && ');
    }
    case 'go':
      return none ? 'go mod download' : `go get ${named}`;
    case 'cargo':
      return none ? 'cargo fetch' : `cargo add ${named}`;
    case 'bundler':
      return none ? 'bundle install' : `bundle add ${named}`;
  }
}

/** One word of shell, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
