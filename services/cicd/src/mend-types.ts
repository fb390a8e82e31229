import {
  fence,
  gatherSkills,
  openDesk,
  readPrompt,
  runAgent,
  type Skillset,
  skillsFor,
  stack,
  withSkills,
} from '@patchwright/agent';
import type { FrozenTest } from '@patchwright/codegraph';
import { isWithinPlan, type Task } from '@patchwright/task';
import { checksOf } from './checks-of.ts';
import type { CiSite, Remedy } from './decide.ts';
import { newSilence } from './silences.ts';
import { Change } from './submissions.ts';
import { type Refuted, verify } from './verify.ts';
import type { CiLimits, CiWorld } from './world.ts';

const instructions = readPrompt(new URL('./prompts/types.md', import.meta.url));

/** Tries for one fix, each told what came of the one before. */
const ATTEMPTS = 2;

/** A tree in which a model mended types, and what it says that it did. */
export interface Thought {
  readonly kind: 'thought';
  readonly tree: string;
  readonly summary: string;
}

/**
 * A model mends types that do not fit: it may write the files of the approved plan and no others, and no test that was proved; what it
 * hands in counts only once the type check and the tests pass in the workspace and no test says less than before.
 */
export async function mendTypes(
  task: Task,
  world: CiWorld,
  { repository }: CiSite,
  remedy: Extract<Remedy, { kind: 'model' }>,
  tree: string,
  limits: CiLimits,
): Promise<Thought | Refuted> {
  const { failures, name } = remedy;
  const frozen = frozenTests(task);
  const commands = [
    ...checksOf(failures, []).map(({ command }) => command),
    ...(task.proposal === undefined ? [] : [task.proposal.plan.testCommand]),
  ];
  const skills = await skillsOf(task, world, repository, limits);
  let refuted: Refuted = { kind: 'refuted', reason: `${name} came to no result` };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const desk = openDesk(
      world.workspace,
      { repository, tree },
      { commands, refuseWrite: (path) => refuseWrite(task, frozen, path) },
    );
    const outcome = await runAgent(world.model, {
      role: 'cicd',
      instructions: withSkills(instructions, skills),
      prompt: [
        `Task: ${task.id}`,
        `Files that you may change: ${task.proposal?.terms.allowedPaths.join(', ') ?? 'none'}`,
        ...failures.flatMap(({ name: check, folder, excerpt }) => [
          ...(folder === undefined ? [] : [`Paths in this log begin at ${folder}/:`]),
          fence(excerpt, `log of ${check}`),
        ]),
        ...(attempt === 1 ? [] : [fence(told(refuted), 'what came of the try before')]),
      ].join('\n\n'),
      tools: [...desk.tools, ...skills.tools],
      submit: {
        name: 'submit_change',
        description: 'Hands in the change once it is made.',
        schema: Change,
      },
      budget: limits.budget,
    });
    if (outcome.kind === 'stopped') {
      refuted = { kind: 'refuted', reason: `${name} came to no result: ${outcome.detail}` };
      continue;
    }
    const mended = desk.tree();
    const { files } = await world.workspace.diff({ repository, from: tree, to: mended });
    const paths = files.map(({ path }) => path);
    const stray = paths.filter((path) => refuseWrite(task, frozen, path) !== undefined);
    if (stray.length > 0) {
      const reason = `${name} changed what the approved plan does not name: ${stray.join(', ')}`;
      refuted = { kind: 'refuted', reason };
      continue;
    }
    const silence = await silenceIn(world, repository, tree, mended, paths);
    if (silence !== undefined) {
      refuted = { kind: 'refuted', reason: `${name} silenced the checker: ${silence}` };
      continue;
    }
    const change = { from: tree, to: mended, files: paths };
    const checked = { names: name, failures, applied: [], frozen };
    const unsound = await verify(task, world, repository, change, checked);
    if (unsound === undefined) {
      return { kind: 'thought', tree: mended, summary: outcome.result.summary };
    }
    refuted = unsound;
  }
  return refuted;
}

/** Skills are read from the base that people review, not from the branch that is mended. */
async function skillsOf(
  { base }: Task,
  { workspace }: CiWorld,
  repository: string,
  { skills }: CiLimits,
): Promise<Skillset> {
  if (skills === undefined || base === undefined) return skillsFor('cicd', stack());
  const { tree } = await workspace.open({ repository, ref: base.sha });
  return skillsFor('cicd', await gatherSkills(workspace, { repository, tree }, skills));
}

function refuseWrite(task: Task, frozen: readonly FrozenTest[], path: string): string | undefined {
  const allowed = task.proposal?.terms.allowedPaths ?? [];
  if (frozen.some((test) => test.path === path)) {
    return `${path} holds a test that was proved to fail; it is frozen`;
  }
  if (isWithinPlan(path, allowed)) return undefined;
  return `${path} is not in the approved plan; it names: ${allowed.join(', ')}`;
}

/** The tests that the approved plan wrote. Whatever CI says of them, they are a person's to change. */
function frozenTests(task: Task): readonly FrozenTest[] {
  return (task.proposal?.plan.steps ?? []).flatMap(({ type, file, testName }) =>
    type === 'test' && testName !== undefined ? [{ path: file, name: testName }] : [],
  );
}

async function silenceIn(
  { workspace }: CiWorld,
  repository: string,
  from: string,
  to: string,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const path of paths) {
    const before = await workspace.readFile({ repository, tree: from, path });
    const silence = newSilence(before, await workspace.readFile({ repository, tree: to, path }));
    if (silence !== undefined) return `"${silence}" is new in ${path}`;
  }
  return undefined;
}

function told({ reason, output }: Refuted): string {
  return output === undefined ? reason : `${reason}\n\n${output}`;
}
