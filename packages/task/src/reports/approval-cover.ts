import type { ApprovalTerms } from '@patchwright/events';
import { codeValue } from '../words/plain-values.ts';

/** The heading of the part of PLAN.md that says what an approval binds. */
export const COVER_TITLE = 'What an approval covers';

/** What an approval of the plan binds, as labels and values. `digest` is the one that the approval names. */
export function coverLines(
  terms: ApprovalTerms,
  digest: string,
): readonly (readonly [label: string, value: string])[] {
  const { minutes, modelCalls, costUsd } = terms.limits;
  const calls = modelCalls === undefined ? '' : `, ${modelCalls} model calls`;
  return [
    ['Digest', digest],
    ['At most', `${minutes} minutes${calls}, ${costUsd} US dollars for models`],
    ['May change', terms.allowedPaths.join(', ') || 'nothing'],
    ['Policy', terms.policyVersion.slice(0, 12)],
  ];
}

/**
 * PLAN.md with another part about what an approval covers and the rest as it stands: what it says once files came into the terms of its
 * plan. `undefined` for a text without that part, which is no PLAN.md of ours.
 */
export function withCover(
  document: string,
  terms: ApprovalTerms,
  digest: string,
): string | undefined {
  const heading = `\n## ${COVER_TITLE}\n`;
  const at = document.lastIndexOf(heading);
  if (at < 0) return undefined;
  const start = at + heading.length;
  const next = document.indexOf('\n## ', start);
  const bullets = coverLines(terms, digest).map(
    ([label, value]) => `- ${label}: \`${codeValue(value)}\``,
  );
  return [document.slice(0, start), ...bullets, next < 0 ? '' : document.slice(next)].join('\n');
}
