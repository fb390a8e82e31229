import type { Evidence, StoredEvent, TaskEvent, Usage } from '@patchwright/events';
import { isEnded, type Task } from '@patchwright/task';
import type { z } from 'zod';
import type { ModelRoute } from '../mesh/model-route.ts';
import type { Mesh } from '../mesh/start-mesh.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** What a story came to, in figures. */
export interface StoryResult {
  readonly name: string;
  /** The task's id; `null` when none was ever requested. */
  readonly task: string | null;
  readonly status: Task['status'];
  /** By which way it came to a model. */
  readonly model: ModelRoute;
  /** Address of the pull request. */
  readonly pullRequest: string | null;
  /** Whether a test was seen to fail before the change, and to pass after it. */
  readonly red: boolean;
  readonly green: boolean;
  /** How often all checks of a commit were in. */
  readonly ciRounds: number;
  /** As the scripted model counted them; of a real one as the task did, since nobody else sees them. */
  readonly modelCalls: number;
  readonly repeatedModelCalls: number;
  readonly events: number;
  readonly durationMs: number;
}

/** A story with what people want to see of it. */
export interface Played {
  readonly scenario: Scenario;
  readonly result: StoryResult;
  /** In what it is not as the story expects; empty when all is well. */
  readonly problems: readonly string[];
  readonly task: Task | undefined;
  readonly files: readonly ChangedFile[];
  readonly evidence: readonly {
    readonly step: number;
    readonly red?: Proof;
    readonly green?: Proof;
  }[];
  readonly usage: z.output<typeof Usage> | undefined;
}

type Proof = z.output<typeof Evidence>;

/** A file of the pull request, as GitHub lists it. */
export interface ChangedFile {
  readonly filename: string;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  /** Hunks in unified form; absent when the file is binary. */
  readonly patch?: string;
}

interface ModelCalls {
  readonly calls: readonly {
    readonly about?: string;
    readonly digest: string;
    readonly status: number;
  }[];
}

interface GitHubState {
  readonly repositories: readonly {
    readonly fullName: string;
    readonly pullRequests: readonly unknown[];
  }[];
}

/** Gathers what a story came to from the log and from the outside world. */
export async function gather(
  mesh: Mesh,
  scenario: Scenario,
  told: {
    readonly task: Task | undefined;
    readonly events: readonly StoredEvent<TaskEvent>[];
    readonly durationMs: number;
    readonly problems: readonly string[];
  },
): Promise<Played> {
  const { task, events, durationMs } = told;
  const pullRequest = task?.proposal?.pullRequest;
  const { calls } = await mesh.control.read<ModelCalls>('/model/calls');
  const own = calls.filter(
    ({ about, status }) => status === 200 && about !== undefined && scenario.about.includes(about),
  );
  const steps = task?.steps ?? [];
  const result: StoryResult = {
    name: scenario.name,
    task: task?.id ?? null,
    status: task?.status ?? 'unknown',
    model: mesh.model,
    pullRequest: pullRequest?.url ?? null,
    red: steps.some((step) => step.red !== undefined && step.red.exitCode !== 0),
    green: steps.some((step) => step.green?.exitCode === 0),
    ciRounds: events.filter(({ type }) => type === 'ci_failed' || type === 'ci_passed').length,
    modelCalls: mesh.model === 'anthropic' ? (task?.usage.modelCalls ?? 0) : own.length,
    repeatedModelCalls: own.length - new Set(own.map(({ digest }) => digest)).size,
    events: events.length,
    durationMs,
  };
  const { repositories } = await mesh.control.read<GitHubState>('/state/github');
  const pulls = repositories.find((one) => one.fullName === scenario.repository.name)?.pullRequests;
  return {
    scenario,
    result,
    problems: [...told.problems, ...unexpected(scenario, task, result, pulls?.length ?? 0)],
    task,
    files: pullRequest === undefined ? [] : await changedFiles(mesh, pullRequest),
    evidence: steps.flatMap(({ order, red, green }) =>
      red === undefined && green === undefined
        ? []
        : [{ step: order, ...(red ? { red } : {}), ...(green ? { green } : {}) }],
    ),
    usage: task?.usage,
  };
}

function unexpected(
  { expect }: Scenario,
  task: Task | undefined,
  result: StoryResult,
  pullRequests: number,
): readonly string[] {
  if (task === undefined) return ['no task was requested'];
  const why = isEnded(task.status) && task.reason !== undefined ? `: ${task.reason}` : '';
  const compared: readonly (readonly [string, unknown, unknown])[] = [
    ['status', expect.status, result.status],
    ['pull requests', expect.pullRequests, pullRequests],
    ['red', expect.red, result.red],
    ['green', expect.green, result.green],
    ['rounds of CI', expect.ciRounds, result.ciRounds],
  ];
  return [
    ...compared.flatMap(([what, wanted, found]) =>
      wanted === undefined || wanted === found
        ? []
        : [`${what}: expected ${wanted}, found ${found}${what === 'status' ? why : ''}`],
    ),
    ...(result.repeatedModelCalls > 0
      ? [`${result.repeatedModelCalls} calls of the model were made twice`]
      : []),
  ];
}

async function changedFiles(
  { outside, circumstances }: Mesh,
  pull: { readonly repository: string; readonly number: number },
): Promise<readonly ChangedFile[]> {
  const url = `${outside.github}/repos/${pull.repository}/pulls/${pull.number}/files?per_page=100`;
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${circumstances.secrets.githubToken}` },
  });
  return response.ok ? ((await response.json()) as ChangedFile[]) : [];
}
