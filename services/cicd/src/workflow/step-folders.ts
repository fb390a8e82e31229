import { posix } from 'node:path';
import type { LogStep } from '../log/read-steps.ts';
import { fits } from './expressions.ts';
import type { RunStep } from './read-workflow.ts';

/**
 * The folder in which a step of a log ran, by the workflow's steps with its script: where there are several, by its place among those
 * steps of the log that ran the same. A script that begins with a change of its folder, and makes no other, goes on from there.
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

const CHANGE = /^\s*cd (?:-- )?("[^"$`]+"|'[^']+'|[\w@.+/-]+)\s*(?:&&|;|$)/;

/** The folder that a script goes to before anything else, where it goes to one only. */
function changeOf(script: readonly string[]): string | undefined {
  const [first = '', ...rest] = script.filter((line) => !/^\s*(?:#|set |$)/.test(line));
  const path = CHANGE.exec(first)?.[1]?.replace(/^["']|["']$/g, '');
  const others = [first.replace(CHANGE, ''), ...rest];
  const stays = others.every((line) => !/(?:^|[;&|(]\s*)\s*(?:cd|pushd)\s/.test(line));
  return stays ? path : undefined;
}
