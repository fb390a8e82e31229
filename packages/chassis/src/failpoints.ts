/** Where a process kills itself, for tests of what a crash leaves behind. */
export interface Failpoints {
  /** Kills the process if this point was named and this is the pass it was named for. */
  readonly pass: (point: string) => void;
}

const POINT =
  /^(?:[a-z-]+:)??((?:before|after|before-effect|after-effect|after-append|before-entry|after-entry):[^:=]+|before-ack)(?::(\d+))?(?:=(SIG[A-Z]+))?$/;

/**
 * Reads failpoints: `after:workspace.run:3=SIGKILL` at the third pass after that read was recorded, `before-effect:<call>` and
 * `after-effect:<call>` around a write's effect, `after-append:<event>`, `before-ack`; `before-entry:<entry>` and
 * `after-entry:<entry>` around each entry of a run's journal. Several with commas between; a service's name and a colon may stand
 * before. Throws a TypeError that names what it cannot read.
 */
export function parseFailpoints(
  text: string,
  kill: (signal: NodeJS.Signals) => void = killSelf,
): Failpoints {
  const armed = new Map<string, { left: number; signal: NodeJS.Signals }>();
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const match = POINT.exec(part);
    if (match?.[1] === undefined) throw new TypeError(`"${part}" is not a failpoint`);
    armed.set(match[1], {
      left: Number(match[2] ?? 1),
      signal: (match[3] ?? 'SIGKILL') as NodeJS.Signals,
    });
  }

  function pass(point: string): void {
    const trap = armed.get(point);
    if (trap === undefined) return;
    trap.left -= 1;
    if (trap.left === 0) kill(trap.signal);
  }
  return { pass };
}

function killSelf(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
}
