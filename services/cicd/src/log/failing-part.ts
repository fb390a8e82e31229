import type { LogStep } from './read-steps.ts';

/** A step that failed, with what tells in its output. */
export interface Failing {
  readonly step: LogStep;
  /** Lines that fit one of these tell what is wrong. */
  readonly telling: readonly RegExp[];
}

const MOST = 3_500;
const LONGEST_LINE = 300;
const SHORT = 30;
/** Lines of the end that are always shown, and lines that are shown before the first one that tells. */
const LAST = 6;
const BEFORE = 4;

/**
 * The part of a log that a person has to see, at most 3,500 characters: the command of each failed step and what it
 * printed, the first step in full as far as there is room. Of a long output the telling lines come first, then what stands
 * around the first of them, then its end.
 */
export function failingPart(failing: readonly Failing[]): string {
  const [main, ...others] = failing;
  if (main === undefined) return '';
  const asides = others.map((one) => brief(one, Math.floor(MOST / 4 / others.length)));
  const taken = asides.reduce((sum, aside) => sum + aside.length + 2, 0);
  return [full(main, MOST - taken), ...asides].join('\n\n').slice(0, MOST);
}

function full({ step, telling }: Failing, room: number): string {
  const head = step.script.map((line) => `$ ${line}`);
  const body = trimmed(step.output).map(shortened);
  const whole = [...head.slice(0, SHORT), ...body].join('\n');
  if (whole.length <= room && body.length <= SHORT) return whole;
  const told = tellingLines(body, telling);
  const first = within([...head.slice(0, 3), ...told], Math.floor(room / 2));
  const last = ending(body, Math.floor(room / 6)).slice(-LAST);
  const left = room - [...first, ...last].join('\n').length - 6;
  const from = Math.max(0, body.indexOf(told[0] ?? '') - BEFORE);
  const until = body.length - last.length;
  const around =
    told.length > 0 ? within(body.slice(from, until), left) : ending(body.slice(0, until), left);
  const gap = told.length === 0 || from + around.length >= until ? [] : ['…'];
  return [...first, '…', ...around, ...gap, ...last].join('\n');
}

function brief({ step, telling }: Failing, room: number): string {
  const body = trimmed(step.output).map(shortened);
  const told = tellingLines(body, telling);
  const shown = told.length > 0 ? told : body.slice(-3);
  return within([...step.script.slice(0, 1).map((line) => `$ ${line}`), ...shown], room).join('\n');
}

function tellingLines(lines: readonly string[], telling: readonly RegExp[]): readonly string[] {
  const tells = (line: string) => {
    const said = line.replace(MARK, '');
    return telling.some((one) => one.test(said));
  };
  return [
    ...new Set(
      lines.filter((line) => tells(line) || (MARK.test(line) && !/Process completed/.test(line))),
    ),
  ];
}

/** As many lines from the beginning as there is room for. */
function within(lines: readonly string[], room: number): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line) => {
    length += line.length + 1;
    return length > room;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

/** As many lines from the end as there is room for. */
function ending(lines: readonly string[], room: number): readonly string[] {
  return within(lines.toReversed(), room).toReversed();
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}

function shortened(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`;
}

const MARK = /^##\[error\]/;
