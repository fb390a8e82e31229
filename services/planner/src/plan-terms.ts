import type { ApprovalTerms } from '@patchwright/events';

/** What an approval of the plan binds, as labels and values. `digest` is the one that the approval names. */
export function termLines(
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
