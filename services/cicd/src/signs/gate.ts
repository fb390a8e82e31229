import type { Sign } from './sign.ts';

const category = 'gate';

/** Checks that only say that other checks failed, so that one name can be required for all. */
export const gateSigns: readonly Sign[] = [
  { category, tool: 'gate', says: [/^# ❌ Some of the required to succeed jobs failed/m] },
  {
    category,
    tool: 'gate',
    ran: /^(?:echo .*\n)?exit 1\s*$/,
    says: [/^(?:.*\n)?Process completed with exit code 1\.\s*$/],
  },
];
