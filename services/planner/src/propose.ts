import {
  fence,
  gatherSkills,
  grantedTools,
  type Mcp,
  type Model,
  openDesk,
  readPrompt,
  runAgent,
  type SkillsConfig,
  type Skillset,
  skillsFor,
  stack,
  withSkills,
} from '@patchwright/agent';
import type { RecordedWorld, Rules, Work } from '@patchwright/chassis';
import {
  type ApprovalTerms,
  type DraftOf,
  Plan,
  PlanningStarted,
  type PlanProposed,
  planFault,
  TaskEscalated,
} from '@patchwright/events';
import type { GitHub } from '@patchwright/outside';
import type { Lesson, Task } from '@patchwright/task';
import { affectedTests, firstTest, type Toolchain, type Workspace } from '@patchwright/workspace';
import { adopt } from './adopt.ts';
import { decide, type PlanDraft } from './decide.ts';
import type { Learning } from './learning.ts';
import { DOCUMENT, proposalOf, publish } from './publish.ts';
import { pullRequestBody, pullRequestTitle } from './pull-request.ts';

/** What the planner may touch. */
export interface PlannerWorld extends RecordedWorld {
  readonly model: Model;
  readonly workspace: Workspace;
  readonly github: GitHub;
  readonly mcp?: Mcp;
  readonly learning: Learning;
  /** The rules of approvals that are in force. */
  readonly rules: { inForce(input: Readonly<Record<string, never>>): Promise<Rules> };
}

/** Settings of the planner. */
export interface PlannerSettings {
  readonly maxVersions: number;
  readonly budget: { readonly turns: number; readonly tokens: number; readonly costUsd: number };
  /** Within which an execution of a plan stays, as a part of what is approved. */
  readonly limits: ApprovalTerms['limits'];
  readonly author: { readonly name: string; readonly email: string };
  /** Without it the model works without skills. */
  readonly skills?: SkillsConfig;
  /** Tools of MCP servers that the model is offered; none without it. */
  readonly mcp?: readonly string[];
  /** Where people see the task; shown in the pull request. */
  readonly dashboardUrl: string | undefined;
}

/** Every fact that the planner may state. */
export type PlannerDraft = DraftOf<
  typeof PlanningStarted | typeof PlanProposed | typeof TaskEscalated
>;

const instructions = readPrompt(new URL('./prompts/plan.md', import.meta.url));

/** Places become a plan that a person can approve: on a branch, as PLAN.md, in a draft pull request. */
export async function* propose(
  work: Work,
  world: PlannerWorld,
  settings: PlannerSettings,
): AsyncGenerator<PlannerDraft> {
  const { task } = work;
  const next = decide(task, settings.maxVersions);
  if (next.kind === 'ignore') return;
  if (next.kind === 'adopt') {
    yield* adopt(world, task, next, settings);
    return;
  }
  if (next.kind === 'escalate') {
    yield TaskEscalated.of({
      reason: next.reason,
      diagnosis: 'People and the planner do not come together; a person has to say what is wanted.',
    });
    return;
  }
  const { draft } = next;
  const { repository, base, branch, version } = draft;
  yield PlanningStarted.of({ version });

  const start = await world.workspace.open({ repository, ref: draft.head ?? base.sha });
  const lessons = await lessonsFor(world, task, draft);
  const written = await writePlan(world, task, draft, start.tree, lessons, settings);
  if (typeof written === 'string') {
    yield TaskEscalated.of({ reason: 'no sound plan came about', diagnosis: written });
    return;
  }
  const head = (await leftBehind(world, draft, start.tree)) ?? draft.head;
  const { tree } = start;
  const edition = { version, plan: written, repository, base, branch, tree, head, lessons };
  const published = await publish(world, task, edition, settings);
  const pullRequest = await world.github.ensureDraftPullRequest({
    key: `${task.id}/pull-request`,
    repository,
    base: base.ref,
    branch,
    title: pullRequestTitle(task),
    body: pullRequestBody(task, published, settings.dashboardUrl),
  });
  yield proposalOf(published, pullRequest);
}

/**
 * The commit that an attempt left on the branch which ended before it could propose its plan: it differs from what is known by the
 * plan's document alone, so the next one may stand on top of it. `undefined` when there is none; anything else is somebody's work.
 */
async function leftBehind(
  world: PlannerWorld,
  { repository, branch, head }: PlanDraft,
  tree: string,
): Promise<string | undefined> {
  const remote = await world.workspace.remoteHead({ repository, branch });
  if (remote === null || remote === head) return undefined;
  const there = await world.workspace.open({ repository, ref: remote });
  const { files } = await world.workspace.diff({ repository, from: tree, to: there.tree });
  return files.every((file) => file.path === DOCUMENT) ? remote : undefined;
}

/** What past tasks of the repository found that is like what is asked now. */
function lessonsFor(
  { learning }: PlannerWorld,
  { id, tenant, title, description }: Task,
  { repository, discovery }: PlanDraft,
): Promise<readonly Lesson[]> {
  const text = [title, description, discovery.rootCause, ...discovery.keywords].join(' ');
  return learning.alike({ tenant, repository, task: id, text });
}

/** Skills are read from the base that people review, not from the branch that the plan lies on. */
async function skillsOf(
  { workspace }: PlannerWorld,
  { repository, base, head }: PlanDraft,
  tree: string,
  settings: PlannerSettings,
): Promise<Skillset> {
  if (settings.skills === undefined) return skillsFor('planner', stack());
  const at = head === undefined ? tree : (await workspace.open({ repository, ref: base.sha })).tree;
  return skillsFor(
    'planner',
    await gatherSkills(workspace, { repository, tree: at }, settings.skills),
  );
}

/** The model writes the plan; one whose first code step is not a failing test is refused and asked for again. Answers what went wrong as a sentence. */
async function writePlan(
  world: PlannerWorld,
  task: Task,
  draft: PlanDraft,
  tree: string,
  lessons: readonly Lesson[],
  settings: PlannerSettings,
): Promise<Plan | string> {
  const desk = openDesk(world.workspace, { repository: draft.repository, tree });
  const toolchain = await world.workspace.detect({ repository: draft.repository, tree });
  const skills = await skillsOf(world, draft, tree, settings);
  const key = `${task.id}/planner/${draft.version}`;
  const granted = await grantedTools(world, { allow: settings.mcp, key, readOnly: true });
  const outcome = await runAgent(world.model, {
    role: 'planner',
    instructions: withSkills(instructions, skills),
    prompt: [
      `Task: ${task.id}`,
      `Repository: ${draft.repository}`,
      toolchain.testCommand === null
        ? withoutTests(toolchain)
        : `Tests are run by: ${toolchain.testCommand}`,
      ...packagesOf(toolchain),
      fence(`${task.title}\n\n${task.description}`, 'request'),
      fence(JSON.stringify(draft.discovery, undefined, 2), 'what discovery found'),
      ...(lessons.length === 0
        ? []
        : [fence(JSON.stringify(lessons, undefined, 2), 'what past tasks found')]),
      ...(draft.earlier === undefined
        ? []
        : [
            fence(JSON.stringify(draft.earlier.plan, undefined, 2), 'the plan that was sent back'),
            fence(draft.feedback.join('\n\n'), 'what people said of it'),
          ]),
    ].join('\n\n'),
    tools: [...desk.tools, ...skills.tools, ...granted],
    submit: {
      name: 'submit_plan',
      description: 'Hands in the plan.',
      schema: Plan,
      refuse: planFault,
    },
    budget: settings.budget,
  });
  return outcome.kind === 'submitted'
    ? outcome.result
    : `The planner stopped (${outcome.why}): ${outcome.detail}`;
}

function withoutTests(toolchain: Toolchain): string {
  const proposal = firstTest(toolchain);
  const how =
    proposal === undefined
      ? ''
      : ` For ${proposal.runner} it is a file like ${proposal.file}, run by ${proposal.command}${proposal.needs.length === 0 ? '' : `; the repository has to depend on ${proposal.needs.join(', ')}`}.`;
  return `The repository has no tests: the first step makes the first test, and says how it is run.${how}`;
}

/** How one package alone is tested, where a repository has several. */
function packagesOf(toolchain: Toolchain): readonly string[] {
  const [first] = toolchain.packages ?? [];
  if (first === undefined) return [];
  const [one] = affectedTests(toolchain, [`${first}/any`]);
  return one === undefined
    ? []
    : [`Tests of the package ${first} alone are run by: ${one.command}`];
}
