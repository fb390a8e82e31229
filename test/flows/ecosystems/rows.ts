import type { Row } from './row.ts';
import { javascriptRows } from './rows-javascript.ts';
import { otherRows, rareRows } from './rows-others.ts';

// Near relatives of rows that are played each time; all of them would take a busy machine longer than three minutes.
const RELATIVES = new Set(['mocha', 'yarn-workspaces', 'modern-yarn', 'unittest']);

/** Rows that are played each time: at least one of each language whose tools are usually there. */
export const quickRows: readonly Row[] = [...javascriptRows, ...otherRows].filter(
  ({ name }) => !RELATIVES.has(name),
);

/** Rows that are played when they are asked for. */
export const askedForRows: readonly Row[] = [
  ...[...javascriptRows, ...otherRows].filter(({ name }) => RELATIVES.has(name)),
  ...rareRows,
];
