import type { Task } from '@patchwright/task';

/** What discovery does about a task. */
export type Step =
  | { readonly kind: 'ignore'; readonly because: string }
  | { readonly kind: 'discover'; readonly enrich: boolean };

/** A requested task is looked into; one that stems from a production error has its ticket enriched first. */
export function decide(task: Task): Step {
  if (task.status !== 'requested' && task.status !== 'discovering') {
    return { kind: 'ignore', because: `a task that is ${task.status} needs no discovery` };
  }
  return { kind: 'discover', enrich: task.sentry !== undefined && task.enrichment === undefined };
}
