import type { PlanReport } from '@patchwright/task';
import type { Io } from '../io.ts';
import { plain, plainLines } from './plain.ts';
import { look } from './style.ts';

/** A plan for the eyes of whoever is to approve it. */
export function planLines(
  io: Pick<Io, 'color'>,
  { version, digest, plan, pullRequest, parts = [] }: NonNullable<PlanReport['current']>,
): readonly string[] {
  const heading = (text: string) => ['', look(io, 'bold', text)];
  const section = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [...heading(title), ...items.map((item) => `  - ${plain(item)}`)];
  return [
    look(io, 'bold', `Version ${version}: ${plain(plan.summary)}`),
    `${plan.riskLevel} risk, about ${plan.estimatedMinutes} min, ${pullRequest.url}`,
    look(io, 'dim', `digest ${digest}`),
    ...heading('Root cause'),
    ...plainLines(plan.rootCause).map((line) => `  ${line}`),
    ...heading('Steps'),
    ...stepLines(io, plan),
    ...parts.flatMap((part) => [
      ...heading(`Before it, in ${plain(part.repository)}: ${plain(part.plan.summary)}`),
      ...stepLines(io, part.plan),
    ]),
    ...section('In scope', plan.scope.in),
    ...section('Out of scope', plan.scope.out),
    ...section('Breaking changes', plan.breakingChanges),
    ...section('Risks', plan.risks),
    ...section('Security', plan.security),
    ...(plan.rollback === '' ? [] : [...heading('Rollback'), `  ${plain(plan.rollback)}`]),
  ];
}

function stepLines(
  io: Pick<Io, 'color'>,
  { steps }: NonNullable<PlanReport['current']>['plan'],
): readonly string[] {
  return steps.flatMap((step) => [
    `  ${step.order}. ${look(io, 'cyan', step.type)} ${plain(step.file)}`,
    ...plainLines(step.action).map((line) => `     ${line}`),
    ...(step.command === undefined ? [] : [`     $ ${plain(step.command)}`]),
  ]);
}
