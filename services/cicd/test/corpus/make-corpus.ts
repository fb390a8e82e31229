/**
 * Makes the corpus of failing logs anew: `node services/cicd/test/corpus/make-corpus.ts [part of a name]`.
 *
 * Tools are installed, pinned, in a folder outside the tree (CORPUS_CACHE, else one in the temporary folder), and run
 * on small broken inputs. Cases that no tool can make without an outside system are written down in `cases/by-hand.ts`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asActionsLog } from './as-actions-log.ts';
import type { HandCase, RunCase, Verdict } from './case.ts';
import { casesByHand } from './cases/by-hand.ts';
import { casesToRun } from './cases/to-run.ts';
import { runCase } from './run-case.ts';
import { installTools, versionOf } from './tool-sets.ts';

/** One row of `corpus.json`. */
interface Row extends Verdict {
  readonly file: string;
  readonly version: string;
  readonly command: string;
  readonly made: 'run' | 'hand';
  /** The program whose version is stated, where the verdict names none or another. */
  readonly by: string;
  readonly conclusion?: string;
  /** Whether the job passed after the fix. */
  readonly mended?: boolean;
}

const HERE = import.meta.dirname;
const INDEX = join(HERE, 'corpus.json');
const cache = process.env.CORPUS_CACHE ?? join(tmpdir(), 'patchwright-corpus');
const wanted = process.argv[2] ?? '';
mkdirSync(cache, { recursive: true });

const rows = new Map<string, Row>();
const known: readonly Row[] = existsSync(INDEX) ? JSON.parse(readFileSync(INDEX, 'utf8')) : [];
const names = new Set([...casesToRun, ...casesByHand].map((one) => `${one.name}.log`));
for (const row of known) if (names.has(row.file)) rows.set(row.file, row);

for (const one of casesByHand.filter(({ name }) => name.includes(wanted))) keep(...byHand(one));
for (const one of casesToRun.filter(({ name }) => name.includes(wanted))) keep(...byRunning(one));

const sorted = [...rows.values()].sort((a, b) => a.file.localeCompare(b.file));
writeFileSync(INDEX, `${JSON.stringify(sorted, null, 2)}\n`);
process.stdout.write(`${sorted.length} logs\n`);

function keep(row: Row, log: string): void {
  rows.set(row.file, row);
  writeFileSync(join(HERE, row.file), log);
  process.stdout.write(`${row.made.padEnd(4)} ${row.file}\n`);
}

function byHand(one: HandCase): readonly [Row, string] {
  const { name, by, version, verdict, command, output, conclusion } = one;
  const ended = one.ends === undefined ? 1 : one.ends;
  const row = { file: `${name}.log`, ...verdict, version, command, made: 'hand', by } as const;
  return [
    conclusion === undefined ? row : { ...row, conclusion },
    asActionsLog([{ run: command, output, ended }], []),
  ];
}

function byRunning(one: RunCase): readonly [Row, string] {
  const { name, by, verdict } = one;
  const { steps, failedStep, mended } = runCase(one, installTools(cache, one.tools), cache);
  if (failedStep === undefined) {
    const said = steps.map(({ output }) => output).join('\n');
    throw new Error(`${name}: the job was to fail, and passed:\n${said}`);
  }
  const file = `${name}.log`;
  const version = versionOf(one.tools, by);
  const row = { file, ...verdict, version, command: failedStep, made: 'run', by } as const;
  return [mended === undefined ? row : { ...row, mended }, asActionsLog(steps, one.matchers ?? [])];
}
