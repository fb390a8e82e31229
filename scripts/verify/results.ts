import { readFile } from 'node:fs/promises';

/** How many things were proved, and how many were not. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/**
 * The count of a stage: vitest's own where it has reported to `path`, else one for the stage itself.
 * A stage that failed although each of its tests passed counts as one failed.
 */
export async function readResults(path: string, ok: boolean): Promise<Count> {
  const report = await read(path);
  if (report === undefined) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  const failed = report.numFailedTests;
  return { passed: report.numPassedTests, failed: ok ? failed : Math.max(failed, 1) };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

async function read(path: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
