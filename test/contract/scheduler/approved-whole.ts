import { approvalDigest, type PlanPart, type TaskDraft } from '@patchwright/events';
import { plan, facts as story, terms } from '@patchwright/task/story';
import { requested } from './site.ts';

/** The facts up to the approval of a task whose only part is this one, and which goes on once that is merged. */
export function approvedWith(part: PlanPart): readonly TaskDraft[] {
  const { data } = story.plan_proposed;
  const whole = { ...data, parts: [part], plan: plan(), terms: terms() };
  const digest = approvalDigest(whole);
  return [
    requested,
    story.discovery_started,
    story.discovery_completed,
    story.planning_started,
    { type: 'plan_proposed', data: { ...whole, digest, startAfter: 'merged' } },
    { type: 'plan_approved', data: { ...story.plan_approved.data, digest } },
  ];
}
