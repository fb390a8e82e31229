import type { Bus } from '@patchwright/bus';
import type { Mask } from '@patchwright/events';
import type { Clock } from './clock.ts';
import type { Failpoints } from './failpoints.ts';
import type { ServiceLog } from './log.ts';
import type { PortDefinitions, ServiceDefinition } from './service.ts';

/** How patient a run is. All in milliseconds. */
export interface Pace {
  /** How often a live call is said to be alive. */
  readonly heartbeatMs: number;
  /** How long a live call may be silent. */
  readonly patienceMs: number;
  /** How often the task is looked at, to see whether the work is still wanted. */
  readonly watchMs: number;
  /** After how many attempts that ended by a bug the work goes to the dead letters. */
  readonly mostBugs: number;
}

/** Ten minutes of silence are allowed, since a test suite may take that long; the task is looked at each second. */
export const defaultPace: Pace = {
  heartbeatMs: 1000,
  patienceMs: 10 * 60_000,
  watchMs: 1000,
  mostBugs: 3,
};

/** What a service works with. */
export interface Workshop<Config, P extends PortDefinitions> {
  readonly definition: ServiceDefinition<Config, P>;
  readonly config: Config;
  readonly ports: P;
  readonly bus: Pick<Bus, 'log' | 'journal' | 'blobs'>;
  readonly build: string;
  /** This process. */
  readonly worker: string;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly failpoints: Failpoints;
  readonly log: ServiceLog;
  readonly pace: Pace;
  /** Aborted when a write that began may not even end any more. */
  readonly finish: AbortSignal;
}
