import { matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CiCondition, CiJob, CiStep, CiTrigger, CiWorkflow } from './plan.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Env = z.record(z.string(), z.union([Scalar, z.null()])).optional();
const Names = z.union([z.string(), z.array(z.string())]);

const Step = z.looseObject({
  name: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  shell: z.string().optional(),
  if: Scalar.optional(),
  env: Env,
  'working-directory': z.string().optional(),
  'continue-on-error': Scalar.optional(),
});

const Defaults = z
  .looseObject({
    run: z
      .looseObject({ shell: z.string().optional(), 'working-directory': z.string().optional() })
      .optional(),
  })
  .optional();

const Job = z.looseObject({
  name: z.string().optional(),
  needs: Names.optional(),
  if: Scalar.optional(),
  env: Env,
  defaults: Defaults,
  strategy: z.looseObject({ matrix: z.unknown() }).optional(),
  'timeout-minutes': Scalar.optional(),
  'continue-on-error': Scalar.optional(),
  steps: z.array(Step).default([]),
});

const Workflow = z.looseObject({
  name: z.string().optional(),
  on: z.unknown(),
  env: Env,
  defaults: Defaults,
  jobs: z.record(z.string(), Job),
});

const DEFAULT_TIMEOUT_MINUTES = 30;

/**
 * Reads a workflow file. Of the syntax, `on` with its branches, `env`, `defaults`, `needs`, `matrix` lists, `run`, `shell`,
 * `working-directory`, `continue-on-error`, `timeout-minutes` and the conditions `success()`, `always()` and `failure()` are honoured;
 * `uses` steps are taken as provided. What has another condition is skipped: better not run than run where it must not.
 * Undefined when this trigger does not start it. Throws when the file is no workflow.
 */
export function workflowFromFile(
  path: string,
  text: string,
  trigger: CiTrigger,
): CiWorkflow | undefined {
  const workflow = Workflow.parse(parse(text));
  if (!startedBy(workflow.on, trigger)) return undefined;
  const jobs = Object.entries(workflow.jobs).flatMap(([key, job]) =>
    matrixOf(job.strategy?.matrix).map((cell): CiJob => {
      const env = { ...textOf(workflow.env), ...textOf(job.env) };
      const run = { ...workflow.defaults?.run, ...job.defaults?.run };
      const values = Object.values(cell).join(', ');
      const title = job.name ?? key;
      const name = title.includes('${{') ? fill(title, cell) : title + (values && ` (${values})`);
      return {
        key,
        name,
        needs: job.needs === undefined ? [] : [job.needs].flat(),
        when: conditionOf(job.if),
        steps: job.steps.map((step) => stepFrom(step, env, run, cell)),
        timeoutMinutes: Number(job['timeout-minutes'] ?? DEFAULT_TIMEOUT_MINUTES),
        continueOnError: job['continue-on-error'] === true,
      };
    }),
  );
  return { name: workflow.name ?? path, path, jobs: ordered(jobs) };
}

function stepFrom(
  step: z.infer<typeof Step>,
  env: Readonly<Record<string, string>>,
  defaults: {
    readonly shell?: string | undefined;
    readonly 'working-directory'?: string | undefined;
  },
  cell: Readonly<Record<string, string>>,
): CiStep {
  const run = step.run === undefined ? undefined : fill(step.run, cell);
  const shell = step.shell ?? defaults.shell;
  const workingDirectory = step['working-directory'] ?? defaults['working-directory'];
  const what = run === undefined ? (step.uses ?? 'nothing') : (run.trim().split('\n')[0] ?? '');
  const filled = Object.entries({ ...env, ...textOf(step.env) });
  return {
    name: step.name === undefined ? `Run ${what}` : fill(step.name, cell),
    ...(run === undefined ? {} : { run }),
    ...(step.uses === undefined ? {} : { uses: step.uses }),
    ...(shell === undefined ? {} : { shell }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    env: Object.fromEntries(filled.map(([key, value]) => [key, fill(value, cell)])),
    continueOnError: step['continue-on-error'] === true,
    when: conditionOf(step.if),
  };
}

function conditionOf(condition: z.infer<typeof Scalar> | undefined): CiCondition {
  const text = String(condition ?? 'success()')
    .replace(/^\$\{\{|\}\}$/g, '')
    .trim();
  switch (text.replace(/\s/g, '')) {
    case 'success()':
    case 'true':
      return 'success';
    case 'always()':
    case '!cancelled()':
    case 'success()||failure()':
      return 'always';
    case 'failure()':
      return 'failure';
    default:
      return 'never';
  }
}

function startedBy(on: unknown, trigger: CiTrigger): boolean {
  if (typeof on === 'string') return on === trigger.event;
  if (Array.isArray(on)) return on.includes(trigger.event);
  if (typeof on !== 'object' || on === null || !(trigger.event in on)) return false;
  const filter = (on as Readonly<Record<string, unknown>>)[trigger.event];
  if (typeof filter !== 'object' || filter === null) return true;
  const { branches, 'branches-ignore': ignored } = filter as Readonly<Record<string, unknown>>;
  if (Array.isArray(branches) && !matchesAny(trigger.branch, branches)) return false;
  return !(Array.isArray(ignored) && matchesAny(trigger.branch, ignored));
}

function matchesAny(branch: string, patterns: readonly unknown[]): boolean {
  return patterns.some((pattern) => matchesGlob(branch, String(pattern)));
}

type Cell = Readonly<Record<string, string>>;

function matrixOf(matrix: unknown): readonly Cell[] {
  if (typeof matrix !== 'object' || matrix === null) return [{}];
  let cells: readonly Cell[] = [{}];
  for (const [key, values] of Object.entries(matrix)) {
    if (!Array.isArray(values) || key === 'include' || key === 'exclude') continue;
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [key]: String(value) })));
  }
  return cells;
}

function fill(text: string, cell: Cell): string {
  return text.replace(/\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (all, key: string) => cell[key] ?? all);
}

function textOf(env: z.infer<typeof Env>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env ?? {}).map(([key, value]) => [key, `${value ?? ''}`]),
  );
}

function ordered(jobs: readonly CiJob[]): readonly CiJob[] {
  const result: CiJob[] = [];
  let waiting = jobs;
  while (waiting.length > 0) {
    const stillNeeded = new Set(waiting.map((job) => job.key));
    const ready = waiting.filter((job) => !job.needs.some((need) => stillNeeded.has(need)));
    if (ready.length === 0) throw new Error('The jobs need each other in a circle');
    result.push(...ready);
    waiting = waiting.filter((job) => !ready.includes(job));
  }
  return result;
}
