import { adviceFor } from '../src/advice.ts';
import { categories } from '../src/signs/sign.ts';
import type { Pair } from './confusion.ts';

/** One log of the corpus as it was expected to be read, and as it was. */
export interface ReadLog {
  readonly category: Pair;
  readonly tool: Pair;
  readonly fix: string | null;
  readonly made: string;
}

const ENDINGS: readonly (readonly string[])[] = [
  ['`success`, `skipped`, `neutral`', 'no failure, also where it is required'],
  [
    '`failure`',
    'its log is read; of a check without one, what it says of itself, with its first remarks on lines, is shown to a person',
  ],
  [
    '`cancelled`',
    'nothing, where another of the same name was not; else waited with for 10 minutes (a setting), since whoever cancelled it may run it again; then a person is asked. One whose log, or whose runner, says that its time was up counts as timed out, and sisters of a failed job are not told',
  ],
  [
    '`timed_out`',
    'trouble of the machine: the job is run again once (a setting); then a person is asked',
  ],
  ['`action_required`', 'a person is asked, with the link at which it is allowed'],
  [
    '`startup_failure`, or a failed run without a job',
    'a person is asked: the workflow could not begin',
  ],
  ['`stale`', 'a person is asked: whoever began it never ended it'],
  [
    'several in a matrix, several workflows',
    'each that failed is told, by its name and the values of its leg; the rest is not',
  ],
  ['run again, by us or by a person', 'the newest attempt of the newest run counts'],
  [
    'required, and never begun; or begun, and never ended',
    'awaited for 110 minutes (a setting) from the end of the execution or the last retry; then a person is asked, with the names. What is not required and never ended is told in a comment, and the work goes on',
  ],
];

const PACKAGES: readonly (readonly string[])[] = [
  ['`npm run lint -w web`, `--workspace=web`, `-w packages/web`, `npx -w web …`', 'the package'],
  ['`pnpm --filter web lint`, `-F ./packages/web`, `yarn workspace web lint`', 'the package'],
  ['`turbo run lint --filter=web`, also by `npx` or another manager', 'the package'],
  ['`npm --prefix web …`, `pnpm -C web …`, `yarn --cwd web …`, `make -C web`', 'the folder'],
  [
    'any, where npm says in which packages its script failed (`npm error workspace web@1.0.0`)',
    'each of those packages',
  ],
  ['several commands, each in another place', 'a person is asked'],
  [
    'several packages at once, a variable, a pattern of changes, dependents or exceptions, a pipe; or one of several commands that names none',
    'where the step stands',
  ],
];

/** The reference page of the diagnosis: what there is, what is done about it, and how the corpus is read. */
export function diagnosisPage(read: readonly ReadLog[]): string {
  const known = categories.filter((one) => read.some(({ category }) => category.includes(one)));
  const made = read.filter((one) => one.made === 'run').length;
  return `# How failed checks are read

This page is written by \`npx vitest run services/cicd/test/corpus.test.ts -u\`, and held to the code by that test.

The CI sitter reads the log of each failed job: the steps that failed, without colours, times and groups, and what several packages of a monorepo print side by side told apart. Signs that tools print last
name the category and the tool; of several failures the hardest counts. The corpus has ${read.length} logs, of which ${made} were printed by the real
tools and ${read.length - made} are known text of outside systems, written down.

## What is done about each category

${table(
  ['category', 'what it is', 'logs', 'what is done'],
  known.map((one) => [
    `\`${one}\``,
    adviceFor({ name: '', url: '', excerpt: '', category: one }).what,
    String(read.filter(({ category }) => category[0] === one).length),
    done(one),
  ]),
)}

## What is made of the way in which a check ends

A commit is judged once all its checks have ended and those that the base branch requires have begun. Where the branch requires some,
one that is not required stops nothing: it is mended if a command can, else told in a comment. Where it requires none, every check counts.

${table(['the check', 'what is made of it'], ENDINGS)}

## Which command mends what

${table(
  ['command', 'logs that call for it'],
  [...new Set(read.flatMap(({ fix }) => fix?.split(' && ') ?? []))]
    .sort()
    .map((command) => [
      `\`${command}\``,
      String(read.filter(({ fix }) => fix?.split(' && ').includes(command)).length),
    ]),
)}

A fix is pushed only once the command of CI itself (or, where it cannot be run alone, the tool's check of the whole repository) and the
tests pass in the sandbox, no test says less than before, the approval still holds, and nobody else moved the branch.

A fix and its check run in the folder that CI ran the step in: its \`working-directory\`, else that of the job's or the workflow's
\`defaults.run\`, with the values of the matrix and of \`env\`, and on from there where the script begins with \`cd\`. The tool finds there the
version and the settings that CI used. Steps of one job that failed in several folders are mended each in its own. Nothing is run in a folder
that lies outside of the repository, is a link, or cannot be told: a person is asked.

In a monorepo the package counts that the script names, by its name or path in \`workspaces\` or \`pnpm-workspace.yaml\`:

${table(['the script', 'where the fix runs'], PACKAGES)}

## Expected (rows) and found (columns), by category

${confusion(
  known,
  read.map(({ category }) => category),
)}

## Read as the right tool

${table(
  ['tool', 'logs', 'read as that tool'],
  [...new Set(read.map(({ tool }) => tool[0]))]
    .sort()
    .map((tool) => [
      tool,
      String(read.filter((one) => one.tool[0] === tool).length),
      String(read.filter((one) => one.tool[0] === tool && one.tool[1] === tool).length),
    ]),
)}
`;
}

function done(category: string): string {
  switch (category) {
    case 'lint':
    case 'format':
      return "mended by the tool's own command, where it has one; else a person is asked";
    case 'types':
      return 'mended by a model, within the files of the approved plan; else a person is asked';
    case 'infrastructure':
      return 'the failed jobs are run again once (a setting); then a person is asked';
    case 'gate':
      return 'what it collects is told instead';
    default:
      return 'a person is asked, with the diagnosis';
  }
}

function confusion(words: readonly string[], pairs: readonly Pair[]): string {
  return table(
    ['', ...words],
    words.map((expected) => [
      `**${expected}**`,
      ...words.map((found) => {
        const count = pairs.filter(([a, b]) => a === expected && b === found).length;
        return count === 0 ? '·' : String(count);
      }),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
