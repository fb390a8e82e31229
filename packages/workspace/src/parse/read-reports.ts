import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteCounts } from '../workspace.ts';
import { addCounts } from './add-counts.ts';
import { parseReport } from './junit-xml.ts';

/** Where Maven, Gradle and .NET leave what their tests came to, whatever they print. */
const PLACES: readonly RegExp[] = [
  /(^|\/)target\/(?:surefire|failsafe)-reports\/TEST-[^/]+\.xml$/,
  /(^|\/)build\/test-results\/[^/]+\/TEST-[^/]+\.xml$/,
  /(^|\/)TestResults\/[^/]+\.trx$/,
];
const FOREIGN = /^(?:node_modules|\.git|\.gradle|vendor|\.venv)$/;
const MOST_REPORTS = 2_000;
const LONGEST_REPORT = 8 * 1024 * 1024;
const DEEPEST = 12;

async function findReports(
  root: string,
  folder: string,
  depth: number,
  into: string[],
): Promise<void> {
  if (depth > DEEPEST || into.length >= MOST_REPORTS) return;
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    // A link may lead anywhere on the machine: it is never followed.
    if (entry.isDirectory() && !FOREIGN.test(entry.name)) {
      await findReports(root, path, depth + 1, into);
    } else if (entry.isFile() && PLACES.some((place) => place.test(path))) into.push(path);
  }
}

async function readWhole(path: string): Promise<string | undefined> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  return size > LONGEST_REPORT ? undefined : await file.readFile('utf8');
}

/**
 * Counts out of the reports that a command wrote into its tree since `since` (milliseconds since 1970), added up;
 * `undefined` when it wrote none. Older ones are another run's.
 */
export async function readReports(tree: string, since: number): Promise<SuiteCounts | undefined> {
  const paths: string[] = [];
  await findReports(tree, '', 0, paths);
  const counts: SuiteCounts[] = [];
  for (const path of paths.slice(0, MOST_REPORTS)) {
    const file = join(tree, path);
    const state = await lstat(file).catch(() => undefined);
    if (state === undefined || !state.isFile() || state.mtimeMs < since) continue;
    const xml = await readWhole(file).catch(() => undefined);
    const found = xml === undefined ? undefined : parseReport(xml);
    if (found !== undefined) counts.push(found);
  }
  return addCounts(counts);
}
