import type { Matcher } from './case.ts';

/** One step of a job that was run, or the words of one that is written down. */
export interface LoggedStep {
  readonly run: string;
  readonly output: string;
  /** How it ended: an exit code, or the runner's own last words; `null` for a job that was cut off. */
  readonly ended: number | string | null;
}

const START = Date.parse('2026-03-02T09:00:00Z');

/** A job's log as Actions gives it out: a time before every line, groups, commands turned into annotations. */
export function asActionsLog(steps: readonly LoggedStep[], matchers: readonly Matcher[]): string {
  const lines = [
    "Current runner version: '2.329.0'",
    '##[group]Operating System',
    'Ubuntu',
    '24.04.3',
    'LTS',
    '##[endgroup]',
    '##[group]GITHUB_TOKEN Permissions',
    'Contents: read',
    'Metadata: read',
    '##[endgroup]',
    'Secret source: Actions',
    'Prepare workflow directory',
    'Prepare all required actions',
    'Getting action download info',
    'Complete job name: check',
    '##[group]Run actions/checkout@v5',
    'with:',
    '  repository: acme/shop',
    '  token: ***',
    '  fetch-depth: 1',
    '##[endgroup]',
    'Syncing repository: acme/shop',
    "hint: Using 'master' as the name for the initial branch. This default branch name",
    'HEAD is now at 4f1c2d7 Merge 9b1d0aa into 31c77e2',
  ];
  let cutOff = false;
  for (const step of steps) {
    lines.push(...headOf(step.run), ...spoken(step.output, matchers));
    if (typeof step.ended === 'string') lines.push(...step.ended.split('\n'));
    else if (step.ended === null) cutOff = true;
    else if (step.ended !== 0) {
      lines.push(`##[error]Process completed with exit code ${step.ended}.`);
    }
  }
  if (!cutOff) {
    lines.push(
      'Post job cleanup.',
      '[command]/usr/bin/git version',
      'git version 2.51.2',
      '[command]/usr/bin/git config --local --name-only --get-regexp core\\.sshCommand',
      'Cleaning up orphan processes',
    );
  }
  return `\uFEFF${lines.map(timed).join('\n')}\n`;
}

function headOf(run: string): readonly string[] {
  const script = run.trimEnd().split('\n');
  return [
    `##[group]Run ${script[0] ?? ''}`,
    ...script.map((line) => `\u001b[36;1m${line}\u001b[0m`),
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
  ];
}

function spoken(output: string, matchers: readonly Matcher[]): readonly string[] {
  if (output === '') return [];
  return output
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .flatMap(command)
    .map((line) =>
      matchers.some((matcher) => MATCHERS[matcher].test(line)) ? `##[error]${line}` : line,
    );
}

/** `::error file=a.ts::words` is shown as `##[error]words`; commands without words are carried out and not shown. */
function command(line: string): readonly string[] {
  const found = /^::([a-z-]+)(?: [^:]*(?::(?!:)[^:]*)*)?::(.*)$/.exec(line);
  if (found === null) return [line];
  const [, name = '', words = ''] = found;
  if (!SHOWN.has(name)) return [];
  const text = words.replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%');
  return `##[${name}]${text}`.split('\n');
}

const SHOWN: ReadonlySet<string> = new Set([
  'error',
  'warning',
  'notice',
  'debug',
  'group',
  'endgroup',
]);

const MATCHERS: Readonly<Record<Matcher, RegExp>> = {
  tsc: /^(?:\s+\d+>)?[^\s].*[(:]\d+[,:]\d+(?:\):\s+|\s+-\s+)(?:error|warning|info)\s+TS\d+\s*:/,
  'eslint-stylish': /^\s*\d+:\d+\s+(?:error|warning)\s+.+?(?:\s\s+(?!\s)\S+)?$/,
  go: /^\s*(?:.+\.go):\d+(?::\d+)?:? /,
  python: /^\s*File "[^"]+", line \d+/,
};

function timed(line: string, index: number): string {
  const time = new Date(START + index * 37).toISOString();
  return `${time.replace('Z', '')}${String((index * 7919) % 10_000).padStart(4, '0')}Z ${line}`;
}
