import { type Lane, lanes } from '@patchwright/events';

/** What one worker knows of its lanes, so that it does not ask again where nothing can have changed. */
export interface LaneWatch {
  /** The lanes in which something may wait, the most urgent first. All of them once a second at the least. */
  readonly worth: () => readonly Lane[];
  /** An item was stored or given back in a lane; in any of them, when it is not said in which. */
  readonly hear: (lane?: string) => void;
  /** Counts what was heard of a lane; give it to `foundEmpty` as it was before the lane was asked. */
  readonly heardOf: (lane: Lane) => number;
  readonly foundItem: (lane: Lane) => void;
  readonly foundEmpty: (lane: Lane, heardBefore: number) => void;
  /** For how long there is nothing to ask, unless something is heard; what was hinted at and not found is then worth another look. */
  readonly rest: () => number;
}

/** The net under lost hints, and what finds items whose worker died. */
const LOOK_AT_ALL_MS = 1000;
/** On a cluster the lane learns of an item a moment after the hint was sent. */
const AFTER_HINT_MS = [0, 5, 30];

/** Begins with every lane worth asking. */
export function watchLanes(now: () => number = () => performance.now()): LaneWatch {
  const worth = new Set<Lane>(lanes);
  const heard = new Map<Lane, number>();
  /** Hints that no item was found for yet. */
  const open = new Map<Lane, number>();
  let lookedAtAll = now();
  let looks = 0;

  function lookAtAll(): void {
    for (const lane of lanes) worth.add(lane);
    lookedAtAll = now();
  }

  return {
    worth() {
      if (now() - lookedAtAll >= LOOK_AT_ALL_MS) lookAtAll();
      return lanes.filter((lane) => worth.has(lane));
    },
    hear(told) {
      looks = 0;
      const lane = lanes.find((one) => one === told);
      for (const one of lane === undefined ? lanes : [lane]) {
        worth.add(one);
        heard.set(one, (heard.get(one) ?? 0) + 1);
      }
      if (lane !== undefined) open.set(lane, (open.get(lane) ?? 0) + 1);
    },
    heardOf: (lane) => heard.get(lane) ?? 0,
    foundItem(lane) {
      const left = (open.get(lane) ?? 0) - 1;
      if (left > 0) open.set(lane, left);
      else open.delete(lane);
    },
    foundEmpty(lane, heardBefore) {
      if ((heard.get(lane) ?? 0) === heardBefore) worth.delete(lane);
    },
    rest() {
      const afterHint = open.size === 0 ? undefined : AFTER_HINT_MS[looks];
      looks += 1;
      if (afterHint === undefined) {
        open.clear();
        return Math.max(0, lookedAtAll + LOOK_AT_ALL_MS - now());
      }
      for (const lane of open.keys()) worth.add(lane);
      return afterHint;
    },
  };
}
