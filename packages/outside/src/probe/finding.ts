import { type CallContext, isFault, messageOf, NeedsHuman } from '@patchwright/faults';

/** What a look at a system found of one thing. */
export interface ProbeFinding {
  readonly name: string;
  /** `warn` is worth knowing; with `fail` something will not work. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** How to mend it. */
  readonly mend?: string;
}

/** What a look at a system with a credential came to. */
export interface Probe {
  /** By which name we go there, where it is known: what we say ourselves is never meant for us. */
  readonly identity: string | undefined;
  readonly findings: readonly ProbeFinding[];
}

/** How far the clocks of two machines may be apart before signatures and tokens begin to be refused, in seconds. */
const CLOCK_LIMIT_S = 60;

/** All is well. */
export function well(name: string, found: string): ProbeFinding {
  return { name, state: 'ok', found };
}

/** Worth knowing. */
export function worthKnowing(name: string, found: string, mend: string): ProbeFinding {
  return { name, state: 'warn', found, mend };
}

/** Something will not work. */
export function faulty(name: string, found: string, mend: string): ProbeFinding {
  return { name, state: 'fail', found, mend };
}

/** What went wrong while looking, as a finding; `mend` where the fault itself says nothing. Throws again what is a bug. */
export function findingOfThrown(name: string, thrown: unknown, mend: string): ProbeFinding {
  if (!isFault(thrown)) throw thrown;
  const said = messageOf(thrown);
  if (!(thrown instanceof NeedsHuman)) return faulty(name, said, mend);
  const advice = thrown.diagnosis.startsWith(said)
    ? thrown.diagnosis.slice(said.length).replace(/^[.:\s]+/, '')
    : thrown.diagnosis;
  return faulty(name, said, advice || mend);
}

/** How far our clock is from a system's, by what it says the time is; `undefined` when it says nothing. */
export function clockFinding(
  name: string,
  said: string | null | undefined,
  now: number,
): ProbeFinding | undefined {
  const theirs = Date.parse(said?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? '');
  if (Number.isNaN(theirs)) return undefined;
  const apart = Math.round((now - theirs) / 1000);
  const found = `ours is ${Math.abs(apart)} s ${apart < 0 ? 'behind' : 'ahead of'} ${name}'s`;
  return Math.abs(apart) <= CLOCK_LIMIT_S
    ? well(`${name} clock`, found)
    : faulty(`${name} clock`, found, 'set this machine’s clock by NTP');
}

/** A look that ends by itself within this time, in milliseconds. */
export function patience(ms = 15_000): CallContext {
  return { signal: AbortSignal.timeout(ms), progress() {} };
}
