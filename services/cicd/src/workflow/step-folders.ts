import { posix } from 'node:path';
import type { LogStep } from '../log/read-steps.ts';
import { fits } from './expressions.ts';
import type { RunStep } from './read-workflow.ts';

/**
 * The folder in which a step of a log ran, by the workflow's steps with its script: where there are several, by its place among those
 * steps of the log that ran the same. A script that begins with a change of its folder, and makes no other, goes on from there; of
 * any other way to change it, the answer is no path.
 * `''` is the root of the checkout, and what is taken where the workflow has no such step.
 */
export function folderOf(
  step: LogStep,
  log: readonly LogStep[],
  workflow: readonly RunStep[],
): string {
  const script = scriptOf(step.script);
  const alike = workflow.filter((one) => fits(scriptOf(one.script.split('\n')), script));
  const at = log.filter((one) => scriptOf(one.script) === script).indexOf(step);
  const folder = alike[Math.min(at, alike.length - 1)]?.folder ?? '';
  const change = changeOf(step.script);
  return change === undefined ? folder : posix.join(folder, change).replace(/^\.$/, '');
}

function scriptOf(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** The first thing that a script does, where that is to go to a folder. */
const FIRST = /^\(?\s*cd (?:-- )?("[^"$`]+"|'[^']+'|[\w@.+/-]+)\s*(?:&&|;|$)/;
const ANY = /(?:^|[;&|({]\s*)(?:cd|pushd)\s+(?:-- )?([^\s;&|)]+)/g;
/** Package managers and make can be told to go to a folder by themselves. */
const TOLD = /^(?:npm|pnpm|yarn|bun|make)\b.*?\s(?:--prefix|--cwd|--dir|-C)[= ]([\w@.+/-]+)/;

/** The folder that a script goes to. Where it goes to several, or on the way, all of them, as no folder is called. */
function changeOf(script: readonly string[]): string | undefined {
  const lines = script.map((line) => line.trim()).filter((line) => !/^(?:#|set |$)/.test(line));
  const changes = lines.flatMap((line) => [...line.matchAll(ANY)].map(([, path = '']) => path));
  if (changes.length === 0) return lines.length === 1 ? TOLD.exec(lines[0] ?? '')?.[1] : undefined;
  const first = FIRST.exec(lines[0] ?? '')?.[1]?.replace(/^["']|["']$/g, '');
  return changes.length === 1 && first !== undefined ? first : `${changes.join('; ')};`;
}
