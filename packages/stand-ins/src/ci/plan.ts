/** One command of a repository's checks, as a scenario names it: `workflow / job` becomes the check's name. */
export interface CiCommand {
  readonly workflow: string;
  readonly job: string;
  /** Shell text, run in the root of a fresh clone. */
  readonly run: string;
}

/** When a step or a job is run: as long as nothing failed, in any case, only after a failure, or not at all. */
export type CiCondition = 'success' | 'always' | 'failure' | 'never';

/** One step of a job: shell text that runs, or an action that is taken as provided. */
export interface CiStep {
  readonly name: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Relative to the root of the clone. */
  readonly workingDirectory?: string;
  readonly continueOnError: boolean;
  readonly when: CiCondition;
}

/** One job: its steps share a fresh clone. */
export interface CiJob {
  /** Name within the workflow, the one that `needs` uses. */
  readonly key: string;
  /** Name of the check that people see. */
  readonly name: string;
  readonly needs: readonly string[];
  readonly when: CiCondition;
  readonly steps: readonly CiStep[];
  readonly timeoutMinutes: number;
  readonly continueOnError: boolean;
}

/** One workflow: what a run consists of. */
export interface CiWorkflow {
  readonly name: string;
  /** Path of its file in the repository. */
  readonly path: string;
  /** Jobs in an order in which every job comes after those it needs. */
  readonly jobs: readonly CiJob[];
}

/** Why a run begins. */
export interface CiTrigger {
  readonly event: 'push' | 'pull_request';
  /** Branch that was pushed, or the base of the pull request. */
  readonly branch: string;
}

/** Groups commands by workflow, in the order in which they are written. */
export function workflowsFromCommands(commands: readonly CiCommand[]): readonly CiWorkflow[] {
  const byName = new Map<string, CiJob[]>();
  for (const command of commands) {
    const jobs = byName.get(command.workflow) ?? [];
    byName.set(command.workflow, jobs);
    const known = jobs.findIndex((job) => job.key === command.job);
    const step = stepOf(command.run);
    const before = jobs[known];
    if (before === undefined) jobs.push(jobOf(command.job, [step]));
    else jobs[known] = { ...before, steps: [...before.steps, step] };
  }
  return [...byName].map(([name, jobs]) => ({
    name,
    path: `.github/workflows/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.yml`,
    jobs,
  }));
}

/** A step that runs shell text. */
export function stepOf(run: string): CiStep {
  const name = `Run ${run.trim().split('\n')[0] ?? ''}`;
  return { name, run, env: {}, continueOnError: false, when: 'success' };
}

function jobOf(key: string, steps: readonly CiStep[]): CiJob {
  return {
    key,
    name: key,
    needs: [],
    when: 'success',
    steps,
    timeoutMinutes: 30,
    continueOnError: false,
  };
}
