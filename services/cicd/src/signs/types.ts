import type { Sign } from './sign.ts';

const category = 'types';

/** Code that can be read but whose types do not fit. */
export const typeSigns: readonly Sign[] = [
  { category, tool: 'tsc', says: [/^\S.*(?:\(\d+,\d+\):|:\d+:\d+ -) error TS\d+: /m] },
  { category, tool: 'tsc', says: [/^error TS\d+: /m] },
  {
    category,
    tool: 'mypy',
    says: [/^\S+:\d+(?::\d+)?: error: /m, /^Found \d+ errors? in \d+ files? \(/m],
    tells: /^\S+:\d+(?::\d+)?: error: /,
  },
  {
    category,
    tool: 'pyright',
    says: [/^ +\S+:\d+:\d+ - error: /m, /^[1-9]\d* errors?, \d+ warnings?/m],
  },
];
