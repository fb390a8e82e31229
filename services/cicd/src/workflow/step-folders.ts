import { posix } from 'node:path';
import { folderFault } from '../in-folder.ts';
import type { LogStep } from '../log/read-steps.ts';
import { fits } from './expressions.ts';
import { type Checkout, packagesMeant } from './packages.ts';
import type { RunStep } from './read-workflow.ts';
import { type Told, toldElsewhere } from './told-elsewhere.ts';

/**
 * The folders in which a step of a log failed. It stands where the workflow's step with its script does: where there are several, by
 * its place among those steps of the log that ran the same. A script that begins with a change of its folder, and makes no other,
 * goes on from there; of any other way to change it, the answer is no path. From where it stands a command may be told to run in
 * another folder or in a package of the monorepo, and npm says itself in which packages a script failed.
 * `''` is the root of the checkout, and what is taken where the workflow has no such step.
 */
export async function foldersOf(
  step: LogStep,
  log: readonly LogStep[],
  workflow: readonly RunStep[],
  checkout: Checkout,
): Promise<readonly string[]> {
  const standing = standsIn(step, log, workflow);
  if (!isInside(standing)) return [standing];
  const told = toldElsewhere(step.script);
  const [first, ...others] = new Set(told.map(({ folder }) => joined(standing, folder)));
  const from = first !== undefined && others.length === 0 ? first : standing;
  const failed = await failedPackages(step, from, checkout);
  if (failed.length > 0) return failed;
  const places = await Promise.all(told.map((one) => placeOf(one, standing, checkout)));
  const [only = standing, ...more] = new Set(places);
  if (more.length === 0) return [only];
  return [places.includes(standing) ? standing : `${[only, ...more].join('; ')};`];
}

/** Where one command runs: in the one package that it names, else where it stands. */
async function placeOf(told: Told, standing: string, checkout: Checkout): Promise<string> {
  const from = joined(standing, told.folder);
  if (told.packages.length === 0 || !isInside(from)) return from;
  const [meant, ...others] = await packagesMeant(checkout, from, told);
  return meant === undefined || others.length > 0 ? from : meant;
}

/** npm says of each package of a monorepo in which a script failed that it did. Unless all are known, none is. */
async function failedPackages(
  { output }: LogStep,
  from: string,
  checkout: Checkout,
): Promise<readonly string[]> {
  const names = new Set(output.flatMap((line) => FAILED_IN.exec(line)?.[1] ?? []));
  if (names.size === 0 || !isInside(from)) return [];
  return packagesMeant(checkout, from, { packages: [...names], by: 'name' });
}

const FAILED_IN = /^npm (?:error|ERR!) workspace (@?[^@\s]+)(?:@\S*)?$/;

function standsIn(step: LogStep, log: readonly LogStep[], workflow: readonly RunStep[]): string {
  const script = scriptOf(step.script);
  const alike = workflow.filter((one) => fits(scriptOf(one.script.split('\n')), script));
  const at = log.filter((one) => scriptOf(one.script) === script).indexOf(step);
  const folder = alike[Math.min(at, alike.length - 1)]?.folder ?? '';
  const change = changeOf(step.script);
  return change === undefined ? folder : joined(folder, change);
}

function joined(folder: string, path: string): string {
  return posix.join(folder, path).replace(/^\.$/, '').replace(/\/$/, '');
}

function isInside(folder: string): boolean {
  return folder === '' || folderFault(folder) === undefined;
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

/** The folder that a script goes to. Where it goes to several, or on the way, all of them, as no folder is called. */
function changeOf(script: readonly string[]): string | undefined {
  const lines = script.map((line) => line.trim()).filter((line) => !/^(?:#|set |$)/.test(line));
  const changes = lines.flatMap((line) => [...line.matchAll(ANY)].map(([, path = '']) => path));
  if (changes.length === 0) return undefined;
  const first = FIRST.exec(lines[0] ?? '')?.[1]?.replace(/^["']|["']$/g, '');
  return changes.length === 1 && first !== undefined ? first : `${changes.join('; ')};`;
}
