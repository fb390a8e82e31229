/** A crash at the boundary between a task over several repositories and its part. */
export interface PartRow {
  /** What it is asked for by: who is lost, and when. */
  readonly point: string;
  /** The service all of whose processes are killed. */
  readonly service: string;
  /** The moment: a fact of the whole or of its part, or the part's pull request, which is there before anything is proposed. */
  readonly when:
    | { readonly of: 'whole' | 'part'; readonly fact: string }
    | { readonly pullRequestOf: 'part' };
}

const facts: readonly (readonly [service: string, of: 'whole' | 'part', fact: string])[] = [
  ['planner', 'whole', 'plan_proposed'],
  ['scheduler', 'whole', 'plan_proposed'],
  ['scheduler', 'part', 'part_proposed'],
  ['scheduler', 'whole', 'plan_approved'],
  ['scheduler', 'part', 'part_released'],
  ['executor', 'part', 'execution_started'],
  ['scheduler', 'whole', 'part_started'],
  ['cicd', 'part', 'task_completed'],
  ['scheduler', 'part', 'task_completed'],
  ['scheduler', 'whole', 'part_completed'],
  ['executor', 'whole', 'execution_started'],
];

/** The boundaries in the order in which a task over two repositories passes them; on each side of one that the scheduler crosses. */
export const PART_ROWS: readonly PartRow[] = [
  { point: 'parts:planner:pull-request', service: 'planner', when: { pullRequestOf: 'part' } },
  ...facts.map(([service, of, fact]) => ({
    point: `parts:${service}:${fact}`,
    service,
    when: { of, fact },
  })),
];
