import { Plan, planFault } from '@patchwright/events';
import { z } from 'zod';

/** A plan for one of several repositories, as the model hands it in. */
export const WrittenPart = z.object({
  repository: z.string().describe('owner/name'),
  after: z.array(z.string()).default([]).describe('Repositories whose parts are done before'),
  plan: Plan,
});
export type WrittenPart = z.output<typeof WrittenPart>;

/** What the model hands in where the work may span repositories. */
export const WrittenParts = z.object({ parts: z.array(WrittenPart).min(1) });
export type WrittenParts = z.output<typeof WrittenParts>;

/** Where parts may lie. */
export interface Places {
  /** The task's own repository. */
  readonly own: string;
  readonly sites: readonly { readonly repository: string }[];
  /** Whether a plan was proposed before, so that the task's own pull request stays where it is. */
  readonly fixed: boolean;
  /** Which repositories use which others, as discovery found. */
  readonly dependencies?: readonly { readonly from: string; readonly to: string }[];
}

/** Why parts may not be proposed, as a sentence for the model; `undefined` when they may. */
export function partsFault({ parts }: WrittenParts, places: Places): string | undefined {
  const known = [places.own, ...places.sites.map(({ repository }) => repository)];
  const listed = parts.map(({ repository }) => repository);
  for (const [index, { repository, after, plan }] of parts.entries()) {
    if (!known.includes(repository)) return `${repository} is not one of ${known.join(', ')}`;
    if (listed.indexOf(repository) !== index) return `${repository} has two parts; make them one`;
    const strange = after.find((other) => other === repository || !listed.includes(other));
    if (strange !== undefined) {
      return `the part in ${repository} cannot come after ${strange}: that has no other part`;
    }
    const fault = planFault(plan);
    if (fault !== undefined) return `in ${repository}, ${fault}`;
  }
  if (inOrder(parts, places.own).length < parts.length) {
    return 'parts come after one another in a circle';
  }
  const torn = unordered(parts, places);
  if (torn !== undefined) {
    return `${torn.from} and ${torn.to} use one another: say by \`after\` which of their parts is right without the other, or plan one of them only`;
  }
  const ordered = inOrder(afterWhatTheyUse(parts, places), places.own);
  const last = ordered.at(-1)?.repository;
  return places.fixed && last !== places.own
    ? `the last part must stay in ${places.own}, whose pull request people know`
    : undefined;
}

/**
 * The parts, each also after those in repositories that its own uses, as far as the plan does not say otherwise: an order that is written
 * stands, and a task whose pull request people know keeps its part last.
 */
export function afterWhatTheyUse(
  parts: readonly WrittenPart[],
  { own, fixed, dependencies = [] }: Places,
): readonly WrittenPart[] {
  let ordered = parts;
  for (const { from, to } of dependencies) {
    if (from === to || (fixed && to === own)) continue;
    const isListed = [from, to].every((name) => parts.some((part) => part.repository === name));
    if (!isListed || comesAfter(ordered, from, to) || comesAfter(ordered, to, from)) continue;
    ordered = ordered.map((part) =>
      part.repository === from ? { ...part, after: [...part.after, to] } : part,
    );
  }
  return ordered;
}

/** Two repositories that use one another, where the plan does not say which comes first. */
function unordered(
  parts: readonly WrittenPart[],
  { dependencies = [] }: Places,
): { readonly from: string; readonly to: string } | undefined {
  const listed = dependencies.filter(({ from, to }) =>
    [from, to].every((name) => parts.some((part) => part.repository === name)),
  );
  const uses = listed.map(({ from, to }) => ({ repository: from, after: [to] }));
  return listed.find(
    ({ from, to }) =>
      from !== to &&
      comesAfter(uses, to, from) &&
      !comesAfter(parts, from, to) &&
      !comesAfter(parts, to, from),
  );
}

/** Whether the one comes after the other, at once or by way of others. */
function comesAfter(
  parts: readonly Pick<WrittenPart, 'repository' | 'after'>[],
  one: string,
  other: string,
): boolean {
  const seen = new Set([one]);
  for (const repository of seen) {
    for (const part of parts) {
      if (part.repository === repository) for (const earlier of part.after) seen.add(earlier);
    }
  }
  return one !== other && seen.has(other);
}

/**
 * The parts in an order that holds: each after those that it names, otherwise as they were listed, and that of the task's own repository
 * last if nothing comes after it. Leaves out what cannot be ordered.
 */
export function inOrder(parts: readonly WrittenPart[], own: string): readonly WrittenPart[] {
  const isLast = (part: WrittenPart) =>
    part.repository === own && !parts.some(({ after }) => after.includes(own));
  const waiting = [...parts.filter((part) => !isLast(part)), ...parts.filter(isLast)];
  const ordered: WrittenPart[] = [];
  for (;;) {
    const next = waiting.findIndex(({ after }) =>
      after.every((other) => ordered.some(({ repository }) => repository === other)),
    );
    const [part] = next === -1 ? [] : waiting.splice(next, 1);
    if (part === undefined) return ordered;
    ordered.push(part);
  }
}
