/** What the doctor found of one thing. */
export interface Finding {
  readonly name: string;
  /** `warn` is worth knowing; with `fail` something will not work. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** How to mend it. */
  readonly mend?: string;
}

/** All is well. */
export function ok(name: string, found: string): Finding {
  return { name, state: 'ok', found };
}

/** Worth knowing. */
export function warn(name: string, found: string, mend: string): Finding {
  return { name, state: 'warn', found, mend };
}

/** Something will not work. */
export function fail(name: string, found: string, mend: string): Finding {
  return { name, state: 'fail', found, mend };
}

/** Whether a version such as `24.1.0` is `major.minor` or newer. */
export function isFrom(version: string, major: number, minor = 0): boolean {
  const [have = 0, and = 0] = version.split('.').map(Number);
  return have > major || (have === major && and >= minor);
}
