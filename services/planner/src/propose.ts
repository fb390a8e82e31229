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
import { Terminal } from '@patchwright/faults';
import type { GitHub } from '@patchwright/outside';
import type { Lesson, Proposal, Task } from '@patchwright/task';
import { affectedTests, firstTest, type Toolchain, type Workspace } from '@patchwright/workspace';
import { adopt } from './adopt.ts';
import { branchFor, decide, type PlanDraft } from './decide.ts';
import type { Learning } from './learning.ts';
import { leftBehind } from './left-behind.ts';
import { describeSites, desksOf, otherSites, publishParts, type Site } from './parts.ts';
import { proposalOf } from './publish.ts';
import { publishDraft } from './publish-draft.ts';
import {
  afterWhatTheyUse,
  inOrder,
  partsFault,
  type WrittenPart,
  WrittenParts,
} from './written-parts.ts';

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
const partsInstructions = readPrompt(new URL('./prompts/parts.md', import.meta.url));

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
  yield PlanningStarted.of({ version: draft.version });

  const { repository, base, head } = draft;
  const start = await world.workspace.open({ repository, ref: head ?? base.sha });
  const sites = await otherSites(world, draft);
  const lessons = await lessonsFor(world, task, draft);
  const written = await writePlan(world, task, draft, start.tree, { sites, lessons }, settings);
  if (typeof written === 'string') {
    yield TaskEscalated.of({ reason: 'no sound plan came about', diagnosis: written });
    return;
  }
  yield await publishAll(
    world,
    task,
    draft,
    { written, sites, lessons, tree: start.tree },
    settings,
  );
}

/** Puts each part where it belongs, those that others rest on first, and the task's own plan last: only that is a proposal. */
async function publishAll(
  world: PlannerWorld,
  task: Task,
  draft: PlanDraft,
  found: {
    readonly written: readonly WrittenPart[];
    readonly sites: readonly Site[];
    readonly lessons: readonly Lesson[];
    readonly tree: string;
  },
  settings: PlannerSettings,
): Promise<DraftOf<typeof PlanProposed>> {
  const last = found.written.at(-1);
  if (last === undefined) throw new Terminal('a plan without a part was handed in');
  const parts = await publishParts(
    world,
    task,
    draft,
    found.written.slice(0, -1),
    found.sites,
    settings,
  );
  const site = found.sites.find((other) => other.repository === last.repository);
  const { repository, base, tree } = site ?? { ...draft, tree: found.tree };
  const branch = site === undefined ? draft.branch : branchFor(task);
  const known = site === undefined ? draft.head : undefined;
  const head = (await leftBehind(world, { repository, branch, head: known }, tree)) ?? known;
  const { version } = draft;
  const edition = {
    version,
    plan: last.plan,
    repository,
    base,
    branch,
    tree,
    head,
    parts,
    lessons: found.lessons,
  };
  const { published, pullRequest } = await publishDraft(world, task, edition, settings);
  return proposalOf(published, pullRequest);
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

/**
 * The model writes the plan; one whose first code step is not a failing test is refused and asked for again. Where the work may span
 * repositories it writes one for each, and they come in the order of their execution. Answers what went wrong as a sentence.
 */
async function writePlan(
  world: PlannerWorld,
  task: Task,
  draft: PlanDraft,
  tree: string,
  { sites, lessons }: { readonly sites: readonly Site[]; readonly lessons: readonly Lesson[] },
  settings: PlannerSettings,
): Promise<readonly WrittenPart[] | string> {
  const desk = openDesk(world.workspace, { repository: draft.repository, tree });
  const toolchain = await world.workspace.detect({ repository: draft.repository, tree });
  const skills = await skillsOf(world, draft, tree, settings);
  const key = `${task.id}/planner/${draft.version}`;
  const granted = await grantedTools(world, { allow: settings.mcp, key, readOnly: true });
  const spans = sites.length > 0;
  const job = {
    role: 'planner',
    instructions: withSkills(
      spans ? `${instructions}\n\n${partsInstructions}` : instructions,
      skills,
    ),
    prompt: [
      `Task: ${task.id}`,
      `Repository: ${draft.repository}`,
      ...(await describeSites(world, sites)),
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
            fence(
              JSON.stringify(sentBack(draft.earlier), undefined, 2),
              'the plan that was sent back',
            ),
            fence(draft.feedback.join('\n\n'), 'what people said of it'),
          ]),
    ].join('\n\n'),
    tools: [...desk.tools, ...desksOf(world, sites), ...skills.tools, ...granted],
    budget: settings.budget,
  } as const;
  const submit = { name: 'submit_plan', description: 'Hands in the plan.' } as const;
  if (!spans) {
    const one = { ...submit, schema: Plan, refuse: planFault };
    const outcome = await runAgent(world.model, { ...job, submit: one });
    return outcome.kind === 'submitted'
      ? [{ repository: draft.repository, after: [], plan: outcome.result }]
      : `The planner stopped (${outcome.why}): ${outcome.detail}`;
  }
  const places = {
    own: draft.repository,
    sites,
    fixed: draft.earlier !== undefined,
    dependencies: draft.discovery.crossRepoDependencies,
  };
  const several = {
    ...submit,
    schema: WrittenParts,
    refuse: (written: WrittenParts) => partsFault(written, places),
  };
  const outcome = await runAgent(world.model, { ...job, submit: several });
  return outcome.kind === 'submitted'
    ? inOrder(afterWhatTheyUse(outcome.result.parts, places), draft.repository)
    : `The planner stopped (${outcome.why}): ${outcome.detail}`;
}

function sentBack({ plan, parts }: Proposal): unknown {
  if (parts === undefined) return plan;
  return { plan, parts: parts.map(({ repository, plan }) => ({ repository, plan })) };
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
