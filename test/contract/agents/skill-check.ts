import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resultSchemas, type Skill } from '@patchwright/agent';
import * as cicd from '@patchwright/cicd/submissions';
import { Findings } from '@patchwright/discovery/submissions';
import { Plan, planFault } from '@patchwright/events';
import * as executor from '@patchwright/executor/submissions';
import type { z } from 'zod';

const run = promisify(execFile);

/** The schemas by which the services read what agents hand in. */
const schemas: Readonly<Record<string, readonly z.ZodType[]>> = {
  Discovery: [Findings],
  Plan: [Plan],
  Change: [executor.Change, cicd.Change],
  Review: [executor.Review],
  Answer: [resultSchemas.answer],
  ReviewReport: [resultSchemas.review],
};

/** What is wrong with a skill's worked examples: one sentence each. */
export function exampleFaults({ name, outputs, body }: Skill): readonly string[] {
  const section = body.split(/^## Example$/m)[1] ?? '';
  const examples = [...section.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
    ([, json = '']) => json,
  );
  const unknown = outputs.filter((output) => schemas[output] === undefined);
  if (outputs.length === 0 || unknown.length > 0) {
    return [`${name}: no service reads what it names as its output: ${unknown.join(', ')}`];
  }
  const shown = new Set<string>();
  const faults = examples.flatMap((example, index) => {
    const fits = outputs.filter((output) => fault(output, example) === undefined);
    for (const output of fits) shown.add(output);
    const why = outputs.map((output) => `${output}: ${fault(output, example)}`).join('; ');
    return fits.length > 0 ? [] : [`${name}: example ${index + 1} is none of it: ${why}`];
  });
  const missing = outputs.filter((output) => !shown.has(output));
  return [...faults, ...missing.map((output) => `${name}: there is no example of a ${output}`)];
}

/** What is wrong with the scripts of a skill: named and not there, or failing when they are asked for help. */
export async function scriptFaults(skill: Skill, folder: string): Promise<readonly string[]> {
  const { name, body, files } = skill;
  const named = [...body.matchAll(/\bscripts\/[\w./-]*\w/g)].map(([path]) => path);
  const missing = named.filter((path) => !files.includes(path));
  const faults = missing.map((path) => `${name}: ${path} is named and not there`);
  const place = await mkdtemp(join(tmpdir(), 'skill-'));
  try {
    for (const path of files.filter((file) => file.startsWith('scripts/'))) {
      try {
        await run(join(folder, name, path), ['--help'], { cwd: place, timeout: 20_000 });
      } catch (thrown) {
        faults.push(`${name}: ${path} does not run: ${(thrown as Error).message}`);
      }
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  return faults;
}

function fault(output: string, example: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(example);
  } catch {
    return 'it is no JSON';
  }
  for (const schema of schemas[output] ?? []) {
    const read = schema.safeParse(value);
    if (!read.success)
      return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0];
    // What a schema drops, no service would ever see.
    if (JSON.stringify(sorted(read.data)) !== JSON.stringify(sorted(value))) {
      return 'it holds what the schema does not know';
    }
  }
  return output === 'Plan' ? planFault(Plan.parse(value)) : undefined;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
