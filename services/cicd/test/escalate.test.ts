import type { CheckFailure } from '@patchwright/events';
import { describe, expect, it } from 'vitest';
import { withAttempt } from '../src/attempts.ts';
import { diagnose } from '../src/diagnose.ts';
import { describe as diagnosisOf } from '../src/escalate.ts';
import { fixMessage } from '../src/fix-message.ts';
import { categories } from '../src/signs/sign.ts';
import { readCorpus } from './read-corpus.ts';
import { failedFormat, failing } from './site.ts';

function failureOf(file: string): CheckFailure {
  const found = readCorpus().find((row) => row.file === file);
  if (found === undefined) throw new Error(`${file} is not in the corpus`);
  return diagnose(found.check, found.log);
}

describe('the diagnosis that a person gets', () => {
  it('says what failed, why most likely, what was tried and what to do', () => {
    const test = failureOf('vitest-failing-assertion.log');
    const task = failing(test);
    const mended = {
      sha: 'abcdef0'.padEnd(40, '0'),
      message: fixMessage('shop-42', [failedFormat], ['npx prettier --write .']),
      files: ['src/a.ts', 'src/b.ts'],
    };
    const text = diagnosisOf(
      { ...task, ci: { ...task.ci, fixes: 1 }, commits: [mended] },
      'not to be fixed automatically: vitest-failing-assertion (test)',
      [{ ...test, excerpt: withAttempt(test.excerpt, 2) }],
    );

    expect(text).toMatch(/^Not to be fixed automatically: .*\.\n/);
    expect(text).toContain('**vitest-failing-assertion**: failing tests (vitest) · [log](https://');
    expect(text).toContain('Likely cause: The code does something else than a test expects');
    expect(text).toContain('AssertionError: expected 4 to be 3');
    expect(text).toContain('- abcdef0: `npx prettier --write .`, 2 files');
    expect(text).toContain('- vitest-failing-assertion was run 2 times.');
    expect(text).toMatch(/1\. Run the named test[\s\S]*2\. Then answer `@agent retry` here/);
  });

  it.each(categories)('has words for %s', (category) => {
    const text = diagnosisOf(failing(), 'x', [{ ...failedFormat, category }]);
    expect(text).toMatch(/\*\*format\*\*: \S+[\s\S]*Likely cause: \S+[\s\S]*1\. \S+/);
  });

  it('stays short enough for a comment, however much failed', () => {
    const many = Array.from({ length: 40 }, () => failureOf('pytest-many-failures.log'));
    expect(diagnosisOf(failing(...many), 'x', many).length).toBeLessThan(60_000);
  });

  it('says so where no log can be read', () => {
    const text = diagnosisOf(failing(), 'x', [{ ...failedFormat, url: '', excerpt: '' }]);
    expect(text).toContain('There is no log of it to be read.');
    expect(text).not.toContain('[log]');
  });
});
