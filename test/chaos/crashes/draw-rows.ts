import type { Dice } from '../dice.ts';
import type { Row } from './rows.ts';

/** Moments that differ in what a successor finds; one row of each is drawn. */
const MOMENTS: readonly RegExp[] = [
  /^(?:before|after)-entry:opened:/,
  /^after-entry:read:/,
  /^before-entry:(?:intended|recorded):/,
  /^after-entry:(?:intended|recorded):/,
  /^before-effect:/,
  /^after-effect:/,
  /^after-append:(?:execution_started|baseline_recorded):/,
  /^after-append:(?:test_proved_red|test_proved_green):/,
  /^after-append:commit_recorded:/,
  /^after-append:(?:changes_pushed|execution_completed):/,
  /^(?:before|after)-entry:closed:|^before-ack:/,
];

/** Draws a row of each kind of moment, and one that loses an answer of the model. */
export function drawRows(rows: readonly Row[], { oneOf }: Dice): readonly Row[] {
  const kinds = [
    ...MOMENTS.map((moment) => rows.filter(({ point }) => moment.test(point))),
    rows.filter(({ losesAnswer }) => losesAnswer),
  ];
  return kinds.flatMap(([first, ...others]) =>
    first === undefined ? [] : oneOf([first, ...others]),
  );
}
