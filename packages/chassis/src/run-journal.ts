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
}

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

  function append<N extends EntryName>(entry: N, data: EntryData<N>): Promise<void> {
    const appended = chain.then(async () => {
      failpoints.pass(`before-entry:${entry}`);
      try {
        seq = await journal.append(tenant, run, seq, entry, data);
      } catch (thrown) {
        if (!(thrown instanceof Fenced)) throw thrown;
        const message = 'another worker has the run';
        stop('fenced', message);
        throw new RunStopped('fenced', message);
      }
      failpoints.pass(`after-entry:${entry}`);
    });
    chain = appended;
    // A failed append breaks the chain for good; each caller hears of it through its own promise.
    appended.catch(() => undefined);
    return appended;
  }

  return { entries, append };
}
