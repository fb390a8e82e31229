import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '@patchwright/outside';

const FOLDER = join(import.meta.dirname, 'corpus');

/** One log of the corpus, and what it has to be read as. */
export interface CorpusRow {
  readonly file: string;
  readonly tool: string | null;
  readonly version: string;
  readonly command: string;
  readonly made: 'run' | 'hand';
  readonly category: string;
  readonly fix: string | null;
  readonly conclusion?: string;
  /** Whether the job passed once the fix was run. */
  readonly mended?: boolean;
}

/** A row with its log and the check that it belongs to. */
export interface CorpusLog extends CorpusRow {
  readonly log: string;
  readonly check: Check;
}

/** The whole corpus. */
export function readCorpus(): readonly CorpusLog[] {
  const rows: readonly CorpusRow[] = JSON.parse(readFileSync(join(FOLDER, 'corpus.json'), 'utf8'));
  return rows.map((row) => ({
    ...row,
    log: readFileSync(join(FOLDER, row.file), 'utf8'),
    check: {
      name: row.file.replace(/\.log$/, ''),
      source: 'job',
      state: 'failed',
      conclusion: row.conclusion ?? 'failure',
      url: 'https://github.example/acme/shop/actions/runs/1/job/2',
      jobId: 2,
      runAttempt: 1,
    },
  }));
}
