import type { StoredEvent } from '@patchwright/events';
import type { Row, ViewDefinition } from '../bus.ts';
import { readJson } from '../stored.ts';
import type { Snapshot } from './bucket.ts';

/** A view in memory: its rows, and what has changed since they were last written. */
export interface Fold {
  /** The position of the last event that went in. */
  readonly seq: () => number;
  readonly rows: ReadonlyMap<string, Row>;
  /** How many rows wait to be written. */
  readonly waiting: () => number;
  /** Takes in what lies at a position; `undefined` is nothing to the view. Throws what the definition throws, with nothing changed. */
  readonly apply: (seq: number, event: StoredEvent | undefined) => void;
  /** Hands over what waits to be written, and the position it belongs to. */
  readonly takeChanges: () => {
    readonly changes: ReadonlyMap<string, Row | null>;
    readonly seq: number;
  };
}

/** Begins with the rows of a snapshot, or with nothing. */
export function beginFold(definition: ViewDefinition, snapshot?: Snapshot): Fold {
  const rows = new Map<string, Row>();
  for (const [key, bytes] of snapshot?.rows ?? []) rows.set(key, readJson(bytes));
  let changes = new Map<string, Row | null>();
  let seq = snapshot?.checkpoint.seq ?? 0;

  return {
    seq: () => seq,
    rows,
    waiting: () => changes.size,
    apply: (at, event) => {
      const stated =
        event === undefined ? [] : definition.rows(event, (wanted) => rows.get(wanted));
      for (const { key, row } of stated) {
        if (row === null) rows.delete(key);
        else rows.set(key, row);
        changes.set(key, row);
      }
      seq = at;
    },
    takeChanges: () => {
      const taken = changes;
      changes = new Map();
      return { changes: taken, seq };
    },
  };
}
