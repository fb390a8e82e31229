import { entrySchemas } from '@patchwright/chassis';
import type { Traces } from './site.ts';

/** One crash that is tried. */
export interface Row {
  /** As `PATCHWRIGHT_FAILPOINTS` names it. */
  readonly point: string;
  /** `dies` by SIGKILL, or `sleeps` and wakes when another has its work. */
  readonly how: 'dies' | 'sleeps';
  /** Whether an answer of the model is lost that came and was not yet on record. Only such a call may be made again. */
  readonly losesAnswer: boolean;
}

/**
 * Every place at which an executor can be lost, read from what an execution that nobody disturbed left behind: before and after each
 * entry of its journal, after each fact, on both sides of each effect, and before the work is acknowledged. So a step that is new has
 * its rows at once. Throws for an entry that is of no kind known here.
 */
export function rowsOf({ entries, facts }: Traces): readonly Row[] {
  const count = counter();
  const points: { readonly point: string; readonly losesAnswer?: boolean }[] = [];
  for (const { entry, data } of entries) {
    if (!Object.hasOwn(entrySchemas, entry)) throw new Error(`"${entry}" has no rows here`);
    const { call = '' } = data as { readonly call?: string };
    const nth = count(entry);
    const losesAnswer = entry === 'read' && call === 'model.complete';
    points.push({ point: `before-entry:${entry}:${nth}`, losesAnswer });
    points.push({ point: `after-entry:${entry}:${nth}` });
    if (entry !== 'recorded') continue;
    const effect = count(call);
    points.push({ point: `before-effect:${call}:${effect}` });
    points.push({ point: `after-effect:${call}:${effect}` });
  }
  for (const { source, type } of facts) {
    // It is stated by the chassis when the run is closed, between two entries that have rows.
    if (source !== '/patchwright/executor' || type === 'run_finished') continue;
    points.push({ point: `after-append:${type}:${count(type)}` });
  }
  points.push({ point: 'before-ack:1' });
  return points.flatMap(({ point, losesAnswer = false }): readonly Row[] => {
    // One that sleeps around a read wakes to the same lost append as one that sleeps before any other.
    const sleeps = losesAnswer || !point.includes('-entry:read:');
    return (sleeps ? (['dies', 'sleeps'] as const) : (['dies'] as const)).map((how) => ({
      point,
      how,
      losesAnswer,
    }));
  });
}

function counter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const next = (counts.get(name) ?? 0) + 1;
    counts.set(name, next);
    return next;
  };
}
