/** One call of a tool with what came of it. */
export interface Step {
  readonly tool: string;
  readonly input: unknown;
  readonly result: string;
}

/** Watches whether an agent goes round in circles. */
export interface CircleDetector {
  /** Takes the calls of one turn; answers the sentence that says what was repeated, once it was. */
  readonly turn: (steps: readonly Step[]) => string | undefined;
}

const ROUNDS = 3;

/** Three times in a row the same call with the same result, or the same turn of several calls, is a circle. */
export function createCircleDetector(): CircleDetector {
  const calls = createStreak();
  const turns = createStreak();
  return {
    turn(steps) {
      for (const step of steps) {
        if (calls(signatureOf(step)) >= ROUNDS) {
          return `${step.tool} was called ${ROUNDS} times in a row with the same input and the same result`;
        }
      }
      if (steps.length > 1 && turns(steps.map(signatureOf).join('\n')) >= ROUNDS) {
        const names = steps.map((step) => step.tool).join(', ');
        return `${names} were called together ${ROUNDS} times in a row with the same inputs and the same results`;
      }
      return undefined;
    },
  };
}

function createStreak(): (signature: string) => number {
  let last: string | undefined;
  let length = 0;
  return (signature) => {
    length = signature === last ? length + 1 : 1;
    last = signature;
    return length;
  };
}

function signatureOf({ tool, input, result }: Step): string {
  return JSON.stringify([tool, input, result]);
}
