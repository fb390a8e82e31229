/** What kinds of failure there are, the hardest first: a log that shows several is a failure of the first of them. */
export const categories = [
  'permission',
  'infrastructure',
  'security',
  'import',
  'compile',
  'test',
  'types',
  'unknown',
  'lint',
  'format',
  // Says nothing of its own: it only collects what other checks found.
  'gate',
] as const;

/** A kind of failure. */
export type Category = (typeof categories)[number];

/** How one tool shows one kind of failure, and how that is mended. */
export interface Sign {
  readonly category: Category;
  readonly tool: string;
  /** What its output says, all of it; lines begin at `^`, annotations are without their mark. */
  readonly says: readonly RegExp[];
  /** What its output does not say. */
  readonly unless?: RegExp;
  /** A command that was run, for words that other tools say too. */
  readonly ran?: RegExp;
  /** Lines that tell a person what is wrong, where `says` only proves it. */
  readonly tells?: RegExp;
  /** The command that mends it. Without it a person has to. */
  readonly fix?: string;
}

/** What a step gives to be judged by. */
export interface Evidence {
  /** The commands of the step and those that ran within it, one a line. */
  readonly commands: string;
  /** What it printed, without marks. */
  readonly output: string;
  /** The same without the titles of tests: what a test is called says nothing about the failure. */
  readonly untitled: string;
}

/** Whether a step shows a sign. */
export function shows(sign: Sign, evidence: Evidence): boolean {
  const text =
    sign.category === 'test' || sign.category === 'lint' ? evidence.output : evidence.untitled;
  return (
    (sign.ran === undefined || sign.ran.test(evidence.commands)) &&
    sign.says.every((says) => says.test(text)) &&
    !(sign.unless?.test(text) ?? false)
  );
}
