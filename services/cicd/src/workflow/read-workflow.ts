import { posix } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Cell, cellsOf, fill, fits, isOpen } from './expressions.ts';

/** A step that runs a script, as a workflow's file has it. */
export interface RunStep {
  /** Its script, with expressions that are not known. */
  readonly script: string;
  /** Where it runs: a folder of the checkout, `''` for its root; as it is written, where that cannot be told. */
  readonly folder: string;
}

const Texts = z.record(z.string(), z.unknown()).catch({});
const Defaults = z
  .looseObject({ run: z.looseObject({ 'working-directory': z.string().optional() }).optional() })
  .optional()
  .catch(undefined);
const Step = z.looseObject({
  run: z.string().optional().catch(undefined),
  uses: z.string().optional().catch(undefined),
  with: Texts.optional(),
  env: Texts.optional(),
  'working-directory': z.string().optional().catch(undefined),
});
const Job = z.looseObject({
  name: z.string().optional().catch(undefined),
  uses: z.string().optional().catch(undefined),
  env: Texts.optional(),
  defaults: Defaults,
  strategy: z.looseObject({ matrix: z.unknown() }).optional().catch(undefined),
  steps: z.array(Step).default([]).catch([]),
});
const Workflow = z.looseObject({
  env: Texts.optional(),
  defaults: Defaults,
  jobs: z.record(z.string(), Job),
});

/** A job's steps, and the workflow of the same repository that it calls instead. */
interface OfJob {
  readonly steps: readonly RunStep[];
  readonly calls: string | undefined;
}

/** Workflows may call workflows; GitHub allows ten levels, and people use one or two. */
const DEEPEST = 3;

/**
 * The steps of the job by whose name a check goes, those of called workflows included; of every job, where none goes by it.
 * `read` answers a file of the repository. Empty where there is no such workflow.
 */
export async function stepsOfCheck(
  read: (path: string) => Promise<string | null>,
  path: string,
  check: string,
  depth = 1,
): Promise<readonly RunStep[]> {
  const text = await read(path);
  const found: RunStep[] = [];
  for (const { steps, calls } of text === null ? [] : jobsOfCheck(text, check)) {
    found.push(...steps);
    if (calls !== undefined && depth < DEEPEST) {
      found.push(...(await stepsOfCheck(read, calls, check, depth + 1)));
    }
  }
  return found;
}

function jobsOfCheck(text: string, check: string): readonly OfJob[] {
  const workflow = Workflow.safeParse(parsed(text));
  if (!workflow.success) return [];
  const { jobs, env, defaults } = workflow.data;
  const all = Object.entries(jobs).flatMap(([key, job]) =>
    legsOf(key, job).map(({ names, cell }) => ({
      job,
      cell,
      isMeant: names.some((name) => goesBy(check, name, job.uses !== undefined)),
    })),
  );
  const meant = all.filter(({ isMeant }) => isMeant);
  return (meant.length > 0 ? meant : all).map(({ job, cell }) => {
    const own = defaults?.run?.['working-directory'];
    const folder = job.defaults?.run?.['working-directory'] ?? own ?? '';
    return {
      steps: stepsOf(job, folder, { matrix: cell, env: texts({ ...env, ...job.env }) }),
      calls: /^\.\/(\.github\/workflows\/[^/]+\.ya?ml)$/.exec(job.uses ?? '')?.[1],
    };
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** A job's legs, each with the names that its check may have. */
function legsOf(
  key: string,
  job: z.infer<typeof Job>,
): readonly { readonly names: readonly string[]; readonly cell: Cell }[] {
  const title = job.name ?? key;
  const cells = cellsOf(job.strategy?.matrix);
  // What an expression makes has values of its own behind the job's name.
  if (cells === undefined) return [{ names: [title, `${title} (\${{ }})`], cell: {} }];
  return cells.map((cell) => {
    const values = Object.values(cell).join(', ');
    const name = fill(title, { matrix: cell });
    return { names: values === '' || isOpen(title) ? [name] : [`${name} (${values})`, name], cell };
  });
}

/** A check's name has the workflow's and those of calling jobs before the job's own, or behind it those of called ones. */
function goesBy(check: string, name: string, calls: boolean): boolean {
  const before = `\${{ }} / ${name}`;
  return [name, before, ...(calls ? [`${name} / \${{ }}`, `${before} / \${{ }}`] : [])].some(
    (one) => fits(one, check),
  );
}

function stepsOf(
  job: z.infer<typeof Job>,
  ofJob: string,
  values: Readonly<Record<'matrix' | 'env', Cell>>,
): readonly RunStep[] {
  const root = job.steps.flatMap((step) =>
    step.uses?.startsWith('actions/checkout@') && step.with?.repository === undefined
      ? [fill(String(step.with?.path ?? ''), values)]
      : [],
  )[0];
  return job.steps.flatMap((step) => {
    if (step.run === undefined) return [];
    const env = { ...values.env, ...texts(step.env ?? {}) };
    const written = fill(step['working-directory'] ?? ofJob, { ...values, env });
    const script = fill(step.run, { ...values, env });
    return [{ script, folder: withinCheckout(written, root ?? '') }];
  });
}

const WORKSPACE =
  /^(?:\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|\/home\/runner\/work\/([^/]+)\/\1)(?:\/|$)/;

/** Where a folder lies in the checkout, which itself may lie in a folder. What cannot be told stays as it is written. */
function withinCheckout(written: string, root: string): string {
  const path = clean(written.replace(WORKSPACE, ''));
  const place = clean(root);
  if ([path, place].some((one) => isOpen(one) || /^[/~]|^\.\.(?:\/|$)|[$\\]/.test(one)))
    return written;
  if (place === '') return path;
  if (path === place) return '';
  return path.startsWith(`${place}/`) ? path.slice(place.length + 1) : `../${path}`;
}

function clean(path: string): string {
  const short = posix.normalize(path === '' ? '.' : path).replace(/\/$/, '');
  return short === '.' ? '' : short;
}

function texts(env: Readonly<Record<string, unknown>>): Cell {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}
