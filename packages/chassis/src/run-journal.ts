import { Fenced, type Journal, type JournalEntry } from '@patchwright/bus';
import type { Failpoints } from './failpoints.ts';
import type { EntryData, EntryName } from './journal-keys.ts';
import type { RunStop } from './run-stop.ts';
import { RunStopped } from './run-stopped.ts';

/** The journal of one run, as this attempt holds it. Appends of concurrent calls are put one after the other. */
export interface RunJournal {
  /** What lay there when it was opened. */
  readonly entries: readonly JournalEntry[];
  /** Stops the run and throws RunStopped (`fenced`) once another worker has taken it; whatever failed once fails from then on. */
  readonly append: <N extends EntryName>(entry: N, data: EntryData<N>) => Promise<void>;
  /**
   * Ends as `append` does once another worker has taken the run. To be asked before a call goes out: a process that was held for a
   * while has lost its work, and would only find out when it has the answer. Asks the broker only after such a while.
   */
  readonly confirm: () => Promise<void>;
}

/** Shorter than any work is held without a sign of life. */
const SURE_FOR_MS = 3000;

/** Opens the journal of a run. Throws Retryable when the broker is out of reach. */
export async function openRunJournal(
  journal: Journal,
  tenant: string,
  run: string,
  stop: RunStop['stop'],
  failpoints: Failpoints,
): Promise<RunJournal> {
  const { entries, lastSeq } = await journal.read(tenant, run);
  let seq = lastSeq;
  let chain: Promise<void> = Promise.resolve();

  let sureAt = performance.now();

  function lose(): never {
    const message = 'another worker has the run';
    stop('fenced', message);
    throw new RunStopped('fenced', message);
  }

  function inTurn(doing: () => Promise<void>): Promise<void> {
    const done = chain.then(doing);
    chain = done;
    // A failure breaks the chain for good; each caller hears of it through its own promise.
    done.catch(() => undefined);
    return done;
  }

  function append<N extends EntryName>(entry: N, data: EntryData<N>): Promise<void> {
    return inTurn(async () => {
      failpoints.pass(`before-entry:${entry}`);
      try {
        seq = await journal.append(tenant, run, seq, entry, data);
      } catch (thrown) {
        if (!(thrown instanceof Fenced)) throw thrown;
        lose();
      }
      sureAt = performance.now();
      failpoints.pass(`after-entry:${entry}`);
    });
  }

  async function confirm(): Promise<void> {
    if (performance.now() - sureAt < SURE_FOR_MS) return;
    await inTurn(async () => {
      // A node that lags behind tells of less than we wrote, which proves nothing.
      if ((await journal.read(tenant, run)).lastSeq > seq) lose();
      sureAt = performance.now();
    });
  }

  return { entries, append, confirm };
}
