import { type CountsParser, tally } from './tally.ts';

const RAN = /^Ran (\d+) tests? in [\d.]+s$/;
const RESULT = /^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/;
const FAILURE = /^(?:FAIL|ERROR): (\S+)(?: \((.*?)\))?/;

function numberOf(detail: string, name: string): number {
  const value = new RegExp(`(?:^|, )${name}=(\\d+)`).exec(detail)?.[1];
  return value === undefined ? 0 : Number.parseInt(value, 10);
}

/** Python's unittest, and what reports as it does (Django). */
export const parseUnittest: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  let ran: number | undefined;
  for (const [position, line] of lines.entries()) {
    const failure = FAILURE.exec(line);
    if (failure !== null && /^=+$/.test(lines[position - 1] ?? '')) {
      const [, test = '', place = ''] = failure;
      // Until Python 3.10 the place is the class alone.
      names.push(place === '' || place.endsWith(`.${test}`) ? place || test : `${place}.${test}`);
    }
    ran = RAN.exec(line) === null ? ran : Number.parseInt(RAN.exec(line)?.[1] ?? '0', 10);
    const result = RESULT.exec(line);
    if (result === null || ran === undefined) continue;
    const detail = result[1] ?? '';
    const failed =
      numberOf(detail, 'failures') +
      numberOf(detail, 'errors') +
      numberOf(detail, 'unexpected successes');
    const skipped = numberOf(detail, 'skipped') + numberOf(detail, 'expected failures');
    found.add({ passed: Math.max(0, ran - failed - skipped), failed, skipped });
    ran = undefined;
  }
  for (const name of names) found.fail(name);
  return found.counts();
};
