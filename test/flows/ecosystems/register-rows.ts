import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { type PlayedRow, playRows } from './play-rows.ts';
import type { Row } from './row.ts';
import { expectRow } from './row-holds.ts';

/** A test for each row, after all of them were played over one mesh within `patienceMs`. */
export function registerRows(rows: readonly Row[], patienceMs: number): void {
  let folder: string;
  let played: ReadonlyMap<string, PlayedRow> = new Map();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchwright-ecosystems-'));
    played = await playRows(folder, rows);
  }, patienceMs);
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  test.each(rows)('$name: from a ticket to a tested pull request with green checks', (row) => {
    expectRow(played.get(row.name));
  });
}
