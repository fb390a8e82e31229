import {
  type InquiryEvent,
  type StoredEvent,
  sha256,
  type TaskEvent,
  type Usage,
} from '@patchwright/events';
import { dollars } from '../learn.ts';
import type { Task } from '../task.ts';

/** Whose spending of a month a row holds. */
export type SpendingOf =
  | { readonly kind: 'all' }
  | { readonly kind: 'person' | 'repository'; readonly name: string };

/** Row `spending.<month>.…`: what models used in a calendar month (UTC), for all, one requester or one repository. */
export interface SpendingRow {
  readonly month: string;
  readonly of: SpendingOf;
  readonly usage: Usage;
  /** Runs that used a model. */
  readonly runs: number;
  readonly lastSeq: number;
}

/** The facts that say what was used. */
const ENDS: ReadonlySet<string> = new Set(['run_finished', 'inquiry_answered', 'inquiry_failed']);

const nothing: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** The key of a row of spending. `month` is as `2026-11`. */
export function spendingKey(month: string, of: SpendingOf): string {
  // Names from outside may have characters that a key may not.
  const who = of.kind === 'all' ? 'all' : `${of.kind}.${sha256(of.name).slice(0, 16)}`;
  return `spending.${month}.${who}`;
}

/** The month of a time, as `2026-11`. */
export function monthOf(time: string): string {
  return time.slice(0, 7);
}

/** The rows that a finished run, or an inquiry at its end, changes. `account` says on whom it draws, where that is known. */
export function spendingRows(
  event: StoredEvent<TaskEvent> | StoredEvent<InquiryEvent>,
  account: Pick<Task, 'requester' | 'repository'> | undefined,
  read: (key: string) => unknown,
): readonly { readonly key: string; readonly row: SpendingRow }[] {
  if (!ENDS.has(event.type) || !('usage' in event.data)) return [];
  const { usage } = event.data;
  if (usage.modelCalls === 0) return [];
  const month = monthOf(event.time);
  const whose: SpendingOf[] = [{ kind: 'all' }];
  if (account !== undefined) {
    const { requester, repository } = account;
    whose.push({ kind: 'person', name: requester });
    if (repository !== undefined) whose.push({ kind: 'repository', name: repository });
  }
  return whose.flatMap((of) => {
    const key = spendingKey(month, of);
    const known = read(key) as SpendingRow | undefined;
    if (known !== undefined && known.lastSeq >= event.seq) return [];
    const row: SpendingRow = {
      month,
      of,
      usage: sum(known?.usage ?? nothing, usage),
      runs: (known?.runs ?? 0) + 1,
      lastSeq: event.seq,
    };
    return [{ key, row }];
  });
}

/** Two usages together. */
export function sumUsage(usages: readonly Usage[]): Usage {
  return usages.reduce(sum, nothing);
}

function sum(one: Usage, other: Usage): Usage {
  return {
    modelCalls: one.modelCalls + other.modelCalls,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costUsd: dollars(one.costUsd + other.costUsd),
  };
}
