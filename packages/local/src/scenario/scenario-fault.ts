/** One thing that is wrong with a story. Lines count from 1. */
export interface ScenarioProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A story that cannot be played. The message has one line for each problem: `file:line: what is wrong`. */
export class ScenarioFault extends Error {
  override readonly name = 'ScenarioFault';
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.problems = problems;
  }
}
