import { type CountsParser, figures, tally } from './tally.ts';

const SUMMARY = /^test result: (?:ok|FAILED)\. (.*)$/;
const FAILURE = /^test (.+?)(?: - should panic)? \.\.\. FAILED$/;

/** `cargo test`: unit, integration and documentation tests together. */
export const parseCargoTest: CountsParser = (lines) => {
  const found = tally();
  for (const line of lines) {
    const failure = FAILURE.exec(line);
    if (failure !== null) found.fail(failure[1] ?? '');
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    const by = figures(summary[1] ?? '');
    found.add({
      passed: by.get('passed') ?? 0,
      failed: by.get('failed') ?? 0,
      skipped: by.get('ignored') ?? 0,
    });
  }
  return found.counts();
};
