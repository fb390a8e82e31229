import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Model, readSkillSettings } from '@patchwright/agent';
import { type PortDefinitions, silentLog, type Work } from '@patchwright/chassis';
import { cicd } from '@patchwright/cicd';
import {
  approvalDigest,
  emptyHead,
  type Plan,
  type StoredEvent,
  seal,
  sha256,
  type TaskDraft,
  type TaskEvent,
} from '@patchwright/events';
import { githubGitAccess } from '@patchwright/outside';
import { type GitHubStandIn, startGitHub } from '@patchwright/stand-ins';
import {
  defaultBudgets,
  defaultPolicy,
  evolve,
  initialTask,
  policyVersion,
  type Task,
} from '@patchwright/task';
import { plan as soundPlan } from '@patchwright/task/story';
import { directoryCheckpoints } from '@patchwright/workspace';
import { context, ensure } from '../outside/calls.ts';
import type { Tools } from './tools.ts';

type Config = Parameters<typeof cicd.ports>[0];

/** A repository on whose pull request CI is red. */
export interface Broken {
  readonly name: string;
  /** What lies on the default branch, and is in order. */
  readonly files: Readonly<Record<string, string>>;
  /** Those of them that may be run. */
  readonly executable?: readonly string[];
  /** What our own commit changed. */
  readonly change: Readonly<Record<string, string>>;
  /** Jobs of the workflow by name, each the lines that it runs. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Whole workflows by their files, instead of the one with these jobs. */
  readonly workflows?: Readonly<Record<string, string>>;
  /** Links on the default branch, by their path and what they lead to. */
  readonly links?: Readonly<Record<string, string>>;
  /** Jobs that the default branch requires. */
  readonly required?: readonly string[];
  /** The suite of the approved plan. */
  readonly testCommand: string;
  /** Files that the approved plan names, besides those of the change. */
  readonly allowed?: readonly string[];
  readonly steps?: Plan['steps'];
  /** What is done to the branch when CI is red and nothing was mended yet. */
  readonly meanwhile?: (github: GitHubStandIn, repository: string) => Promise<unknown>;
  /** What others do to the checks of a commit, once CI is done with it and each time before the sitter looks. */
  readonly around?: (github: GitHubStandIn, place: Around) => Promise<unknown>;
  /** For how many minutes the checks were awaited already; 0 without it. */
  readonly awaited?: number;
  /** Rounds for which the sitter is woken, also while nothing happens; up to 6 without it, while something does. */
  readonly rounds?: number;
  readonly model?: Model;
  readonly limits?: Partial<Config['limits']>;
}

/** Where something is done, and before which look of the sitter, counted from 1. */
export interface Around {
  readonly repo: string;
  readonly sha: string;
  readonly look: number;
}

/** What came of it. */
export interface Sat {
  readonly repository: string;
  readonly task: Task;
  readonly facts: readonly TaskDraft[];
  /** The repository as GitHub has it in the end. */
  readonly stored: () => ReturnType<GitHubStandIn['state']>['repositories'][number];
  /** A file at the head of the branch. */
  readonly file: (path: string) => Promise<string | null>;
}

/** GitHub with a CI that really runs, and the sitter with real ports, as an App. */
export interface Sitter extends AsyncDisposable {
  readonly github: GitHubStandIn;
  /** Pushes the broken change as our own commit, and wakes the sitter until the task has ended or nothing more happens. */
  sit(broken: Broken): Promise<Sat>;
}

/** The App's own name on GitHub. */
export const BOT = 'patchwright[bot]';
const BRANCH = 'agent/shop-42-total';
const DOCUMENT = '# The plan\n';
const policy = policyVersion(defaultPolicy);

/** Starts GitHub, and makes a sitter that proves itself as an App there. Without registries it installs nothing. */
export async function openSitter(
  tools: Tools,
  registries: readonly string[] = [],
): Promise<Sitter> {
  const folder = await mkdtemp(join(tmpdir(), 'ci-sitter-'));
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const github = await startGitHub({
    root: join(folder, 'github'),
    token: 'ghp_0123456789abcdefghij',
    botLogin: BOT,
    apps: [{ id: 7, slug: 'patchwright', key: privateKey }],
    toolPath: tools.path,
    nodeModules: tools.nodeModules,
  });
  const auth = { kind: 'app', appId: '7', privateKey } as const;
  const forGitHub = { baseUrl: github.url, auth };
  const config: Config = {
    github: forGitHub,
    jira: { baseUrl: github.url, auth: { kind: 'bearer', token: 'none' } },
    workspace: {
      root: join(folder, 'workspace'),
      tools,
      sandbox: 'required',
      registries,
      limits: { timeoutMs: 60_000 },
      committer: { name: 'Patchwright', email: 'patchwright@acme.example' },
      remote: githubGitAccess(forGitHub),
    },
    model: { providers: {}, roles: { default: [] }, prices: {} },
    budgets: defaultBudgets,
    limits: {
      maxFixes: 3,
      maxReruns: 1,
      graceSeconds: 0,
      cancelledMinutes: 10,
      waitMinutes: 110,
      budget: { turns: 10, tokens: 100_000, costUsd: 1 },
      skills: readSkillSettings({}),
      author: { name: 'Patchwright', email: 'patchwright@acme.example' },
    },
    rules: { policyVersion: policy },
  };
  const texts = new Map<string, Uint8Array>();
  const blobs = {
    async put(bytes: Uint8Array, mediaType: string) {
      const ref = createHash('sha256').update(bytes).digest('hex');
      texts.set(ref, bytes);
      return { ref, size: bytes.length, mediaType };
    },
    get: async ({ ref }: { readonly ref: string }) => texts.get(ref) ?? new Uint8Array(),
  };
  const ports = cicd.ports(config, {
    blobs,
    checkpoints: directoryCheckpoints(join(folder, 'checkpoints')),
    issue: refuse,
    inquiry: refuse,
    taskHistory: async () => [],
    claim: async (_, at = 0) => ({ isMine: true, at: at + 1 }),
    row: async () => undefined,
    held: async () => undefined,
    log: silentLog,
    signal: context().signal,
  });
  const direct = worldOf(ports) as unknown as Parameters<NonNullable<typeof cicd.handle>>[1];
  const world = {
    ...direct,
    clock: { now: async () => new Date().toISOString() },
    blobs: { put: refuse, get: refuse },
    signal: context().signal,
  };

  async function sit(broken: Broken): Promise<Sat> {
    // A test that is tried again has a repository of its own.
    const name = `${broken.name}-${github.state().repositories.length}`;
    const repository = `acme/${name}`;
    const source = join(folder, 'sources', name);
    const workflows = broken.workflows ?? {
      '.github/workflows/ci.yml': workflowOf(broken.jobs),
    };
    for (const [path, text] of Object.entries({ ...broken.files, ...workflows })) {
      await mkdir(dirname(join(source, path)), { recursive: true });
      const mode = broken.executable?.includes(path) ? 0o755 : 0o644;
      await writeFile(join(source, path), text, { mode });
    }
    for (const [path, target] of Object.entries(broken.links ?? {})) {
      await symlink(target, join(source, path));
    }
    await github.addRepository({
      name: repository,
      from: { path: source },
      base: 'main',
      requiredChecks: broken.required ?? [],
    });
    const stored = () => {
      const found = github.state().repositories.find(({ fullName }) => fullName === repository);
      if (found === undefined) throw new Error(`${repository} is not there`);
      return found;
    };
    const { sha: head } = await github.push({
      repo: repository,
      user: BOT,
      branch: BRANCH,
      message: 'feat: totals\n\nTask: shop-42',
      files: { 'PLAN.md': DOCUMENT, ...broken.change },
    });
    const pull = await ensure(ports.github.writes.ensureDraftPullRequest, {
      key: 'shop-42/pull',
      repository,
      base: 'main',
      branch: BRANCH,
      title: 'Totals',
      body: 'What changes.',
    });
    let task = taskOf(broken, {
      repository,
      head,
      base: stored().branches.main ?? '',
      pullRequest: { repository, number: pull.number, url: pull.url },
    });
    const facts: TaskDraft[] = [];
    let cause: TaskEvent['type'] | undefined;
    let disturbed = false;
    for (let round = 1; round <= (broken.rounds ?? 6); round += 1) {
      await github.settled();
      if (task.status === 'fixing_ci' && !disturbed) {
        disturbed = true;
        await broken.meanwhile?.(github, repository);
      }
      await broken.around?.(github, { repo: repository, sha: task.head ?? head, look: round });
      const before = facts.length;
      const asked: Model = broken.model ?? { complete: refuse };
      const model = { ...direct.model, complete: asked.complete };
      const own = { ...config, limits: { ...config.limits, ...broken.limits } };
      const run = cicd.handle?.(
        workFor(task, cause, broken.awaited ?? 0),
        { ...world, model },
        own,
      );
      for await (const fact of run ?? []) {
        const draft = fact as TaskDraft;
        facts.push(draft);
        task = evolve(task, sealed(task, draft));
        cause = draft.type;
      }
      if (['completed', 'escalated', 'failed'].includes(task.status)) break;
      const untouched = broken.rounds === undefined && facts.length === before;
      if (untouched && stored().workflowRuns.every((one) => one.attempt === 1)) break;
      // What was pushed, or is run again, is looked at as a poll would.
      if (task.status === 'ci_monitoring') cause = undefined;
    }
    const readFile = ports.github.reads.getFile;
    return {
      repository,
      task,
      facts,
      stored,
      file: (path) => readFile({ repository, path, ref: BRANCH }, context()),
    };
  }

  return {
    github,
    sit,
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Ports as a world shows them, without a record. */
function worldOf(ports: PortDefinitions): object {
  const shown = Object.entries(ports).map(([name, { reads, writes }]) => [
    name,
    {
      ...Object.fromEntries(
        Object.entries(reads).map(([call, read]) => [
          call,
          (input: never) => read(input, context()),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(writes).map(([call, write]) => [
          call,
          (input: never) => ensure(write as never, input),
        ]),
      ),
    },
  ]);
  return Object.fromEntries(shown);
}

function workflowOf(jobs: Broken['jobs']): string {
  const written = Object.entries(jobs).map(
    ([name, run]) =>
      `  ${name}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n${run
        .split('\n')
        .map((line) => `          ${line}`)
        .join('\n')}`,
  );
  return `name: ci\non: [push, pull_request]\njobs:\n${written.join('\n')}\n`;
}

function taskOf(
  { change, allowed = [], steps, testCommand }: Broken,
  place: {
    readonly repository: string;
    readonly head: string;
    readonly base: string;
    readonly pullRequest: NonNullable<Task['proposal']>['pullRequest'];
  },
): Task {
  const { repository, head, pullRequest } = place;
  const sound = soundPlan();
  const plan: Plan = { ...sound, testCommand, steps: steps ?? sound.steps };
  const base = { ref: 'main', sha: place.base };
  const terms = {
    allowedPaths: [...Object.keys(change), ...allowed],
    limits: { minutes: 60, costUsd: 5 },
    policyVersion: policy,
  };
  const digest = approvalDigest({ repository, base, branch: BRANCH, plan, terms });
  const now = Date.now();
  return {
    ...initialTask('main', 'shop-42'),
    status: 'ci_monitoring',
    title: 'Totals',
    repository,
    base,
    head,
    commits: [{ sha: head, message: 'feat: totals', files: Object.keys(change) }],
    proposal: {
      version: 1,
      plan,
      digest,
      document: sha256(DOCUMENT),
      branch: BRANCH,
      head,
      pullRequest,
      proposedAt: new Date(now).toISOString(),
      terms,
    },
    approval: { digest, approvers: [], expiresAt: new Date(now + 3_600_000).toISOString() },
    baseline: { command: testCommand, exitCode: 0, excerpt: '', tree: 't', durationMs: 1 },
    ci: { rounds: 0, fixes: 0, state: 'pending', failures: [] },
  };
}

function sealed(task: Task, draft: TaskDraft): StoredEvent<TaskEvent> {
  const [event] = seal([draft], {
    aggregate: { kind: 'task', tenant: task.tenant, id: task.id },
    expected: { version: task.version, hash: emptyHead.hash },
    causationId: `cause-${task.version}`,
    handler: 'cicd/ci',
    source: '/patchwright/cicd',
    actor: 'agent:cicd',
    time: new Date().toISOString(),
    build: 'b1',
    correlationId: task.id,
  });
  return { ...(event as unknown as TaskEvent), seq: task.version + 1 } as StoredEvent<TaskEvent>;
}

function workFor(task: Task, cause: TaskEvent['type'] | undefined, awaited: number): Work {
  const time = new Date(Date.now() - awaited * 60_000).toISOString();
  return {
    item: {
      kind: 'ci',
      lane: 'p2',
      tenant: 'main',
      id: task.id,
      cause: cause === undefined ? `${task.version}-1` : String(task.version),
      causeId: `cause-${task.version}`,
      causeSeq: task.version,
    },
    run: `ci-shop-42-${task.version}`,
    task,
    history: [{ type: 'execution_completed', aggVersion: 1, time }] as unknown as Work['history'],
    cause: cause === undefined ? undefined : ({ type: cause } as Work['cause']),
  };
}

async function refuse(): Promise<never> {
  throw new Error('nobody was expected to ask for this');
}
