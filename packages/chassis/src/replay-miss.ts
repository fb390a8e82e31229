import { Terminal } from '@patchwright/faults';
import type { Difference } from './differences.ts';

/** A call that the record has no answer to, while only the record may answer. Never a live call. */
export class ReplayMiss extends Terminal {
  /** For example `github.listChecks`. */
  readonly call: string;
  /** Against the nearest recorded call of the same method; empty when there is none. */
  readonly differences: readonly Difference[];
  readonly recordedBuild: string;
  readonly build: string;

  constructor(miss: {
    readonly call: string;
    readonly differences: readonly Difference[];
    readonly recordedBuild: string;
    readonly build: string;
  }) {
    const first = miss.differences[0];
    const where =
      first === undefined
        ? 'no such call was recorded'
        : `its input differs at "${first.field}" from the nearest recorded call`;
    super(
      `${miss.call} was not recorded like this: ${where} (recorded by build ${miss.recordedBuild}, now ${miss.build})`,
    );
    this.call = miss.call;
    this.differences = miss.differences;
    this.recordedBuild = miss.recordedBuild;
    this.build = miss.build;
  }
}
