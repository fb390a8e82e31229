import { type CountsParser, figures, tally } from './tally.ts';

const SUMMARY = /^Tests: +(.*\btotal)$/;
const FAILURE = /^ {2}● (.*)$/;
const FILE = /^FAIL +(\S+)/;

/** jest's report. A file that could not be loaded counts as one failed test. */
export const parseJest: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  const unloaded = new Set<string>();
  let file = '';
  for (const line of lines) {
    file = FILE.exec(line)?.[1]?.replace(/^\.\//, '') ?? file;
    const name = FAILURE.exec(line)?.[1];
    if (name === 'Test suite failed to run') unloaded.add(file);
    else if (name !== undefined && !/^Console$|^Cannot log after/.test(name)) {
      names.push(name.replaceAll(' › ', ' > '));
    }
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    const by = figures(summary[1] ?? '');
    found.add({
      passed: by.get('passed') ?? 0,
      failed: by.get('failed') ?? 0,
      skipped: (by.get('skipped') ?? 0) + (by.get('todo') ?? 0) + (by.get('pending') ?? 0),
    });
  }
  if (found.counts() === undefined) return undefined;
  for (const name of names) found.fail(name);
  for (const name of unloaded) found.fail(name);
  found.add({ failed: unloaded.size });
  return found.counts();
};
