import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bus, connectBus, type JournalEntry, provision } from '@patchwright/bus';
import { isTaskEvent, type StoredEvent, type TaskEvent } from '@patchwright/events';
import {
  entryPath,
  meshPaths,
  NODE_FLAGS,
  natsEnvironment,
  newSecrets,
  rosterEntry,
  type Supervised,
  serviceEnvironment,
  supervise,
} from '@patchwright/local';
import { startNats } from '@patchwright/local/nats';
import { type ModelCalls, startGitHub, startModel } from '@patchwright/stand-ins';
import { approveTask, POLICY, type Stage, taskId, tenant } from './stage.ts';

/** All that is left behind by one execution, as the matrix compares it. */
export interface Traces {
  readonly facts: readonly StoredEvent<TaskEvent>[];
  readonly entries: readonly JournalEntry[];
  /** Branches of the repository besides its default branch, with their heads. */
  readonly branches: Readonly<Record<string, string>>;
  readonly pullRequests: number;
  /** The commits on the task's branch since the plan's, oldest first: tree, author, message. */
  readonly commits: readonly string[];
  /** How often the branch was moved on the host. */
  readonly pushes: number;
  readonly model: ModelCalls;
  /** What stands on the work lanes or among the dead letters. */
  readonly left: readonly string[];
}

/** One broker, one GitHub and one model, on which executors are started that share nothing else. */
export interface Site extends AsyncDisposable {
  readonly bus: Bus;
  readonly run: string;
  /** Starts an executor on an empty disk; resolves once it is up. */
  readonly startExecutor: (name: string, failpoints?: string) => Promise<Supervised>;
  /** Offers the approved task to whoever is there. */
  readonly offer: () => Promise<void>;
  readonly journal: () => Promise<readonly JournalEntry[]>;
  readonly logOf: (executor: Supervised) => Promise<string>;
  readonly traces: () => Promise<Traces>;
}

/** Opens a site in a folder of its own. */
export async function openSite(stage: Stage, folder: string): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const { logs, policy, catalogue } = meshPaths(folder);
  await mkdir(logs, { recursive: true });
  await writeFile(policy, JSON.stringify(POLICY));
  await writeFile(catalogue, '[]');
  const secrets = newSecrets();
  const nats = stack.use(await startNats({ storeDir: join(folder, 'nats') }));
  await provision({ url: nats.url, name: 'provision', replicas: 1 });
  const bus = stack.use(await connectBus({ url: nats.url, name: 'crashes' }));
  const root = join(folder, 'github');
  const github = stack.use(
    await startGitHub({
      root,
      token: secrets.githubToken,
      nodeModules: stage.toolchain.nodeModules,
    }),
  );
  const { name: repository, base } = stage.scenario.repository;
  // CI is another service's; here it has nothing to say.
  await github.addRepository({ name: repository, base, from: { bare: stage.source }, ci: [] });
  await openPullRequest(github.url, secrets.githubToken, stage);
  const model = stack.use(
    await startModel({ apiKey: secrets.modelKey, scripts: [stage.scenario.modelPath] }),
  );
  const item = await approveTask(bus, stage);
  const run = `execute-${taskId}-${item.cause}`;
  const nowhere = 'http://127.0.0.1:9';
  const { searchPath, cacheDir } = natsEnvironment();

  async function startExecutor(name: string, failpoints = ''): Promise<Supervised> {
    const entry = rosterEntry('executor');
    const workspace = join(folder, name);
    await mkdir(workspace);
    const executor = supervise({
      name,
      args: [...NODE_FLAGS, entryPath(entry)],
      env: serviceEnvironment(entry, {
        natsUrl: nats.url,
        tenant,
        build: 'test',
        gateway: { host: '127.0.0.1', port: 9 },
        outside: {
          github: github.url,
          model: model.url,
          jira: nowhere,
          slack: nowhere,
          sentry: nowhere,
          control: nowhere,
        },
        secrets,
        toolchain: stage.toolchain,
        sandbox: stage.sandbox,
        needs: { owners: [repository.split('/')[0] ?? ''], sentryProjects: [] },
        stateDir: folder,
        workDir: workspace,
        compileCache: join(cacheDir, 'compiled'),
        searchPath,
        more: {
          PATCHWRIGHT_FAILPOINTS: failpoints,
          PATCHWRIGHT_LOG_LEVEL: 'debug',
          PATCHWRIGHT_WORKSPACE: join(workspace, 'workspace'),
        },
      }),
      logPath: join(logs, `${name}.log`),
      restarts: false,
    });
    parts.defer(() => executor.stop(1000));
    await executor.ready;
    return executor;
  }

  async function journal(): Promise<readonly JournalEntry[]> {
    return (await bus.journal.read(tenant, run)).entries;
  }

  async function traces(): Promise<Traces> {
    const { events } = await bus.log.history({ kind: 'task', tenant, id: taskId });
    const outstanding = await bus.work.outstanding(tenant, taskId);
    const letters = await bus.deadLetters.list();
    const there = github.state().repositories[0];
    const { [base]: _, ...branches } = there?.branches ?? {};
    const gitDir = join(root, 'git', `${repository}.git`);
    return {
      facts: events.filter(isTaskEvent),
      entries: await journal(),
      branches,
      pullRequests: there?.pullRequests.length ?? 0,
      commits: await commitsOf(gitDir, stage),
      pushes: await movesOf(gitDir, stage.branch),
      model: model.calls(),
      left: [
        ...outstanding.map(({ kind, id }) => `${kind} of ${id}`),
        ...letters.map(({ reason }) => `dead: ${reason}`),
      ],
    };
  }

  const parts = stack.move();
  return {
    bus,
    run,
    startExecutor,
    async offer() {
      await bus.work.offer(item);
    },
    journal,
    logOf: ({ logPath }) => readFile(logPath, 'utf8'),
    traces,
    async [Symbol.asyncDispose]() {
      await parts.disposeAsync();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function openPullRequest(url: string, token: string, { scenario, branch }: Stage) {
  const { name, base } = scenario.repository;
  const response = await fetch(`${url}/repos/${name}/pulls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'the plan', head: branch, base, draft: true }),
  });
  if (!response.ok) throw new Error(`no pull request: ${await response.text()}`);
}

async function commitsOf(gitDir: string, { branch, head }: Stage): Promise<readonly string[]> {
  const format = '--format=%T %an <%ae>%n%B%x00';
  const args = ['log', '--reverse', format, `${head}..refs/heads/${branch}`];
  const { stdout } = await promisify(execFile)('git', args, {
    cwd: gitDir,
    env: { PATH: natsEnvironment().searchPath, GIT_DIR: gitDir },
  });
  return stdout.split('\0').flatMap((commit) => (commit.trim() === '' ? [] : [commit.trim()]));
}

/** The host keeps a line for each time that a branch is moved; the branch itself came with the repository. */
async function movesOf(gitDir: string, branch: string): Promise<number> {
  const text = await readFile(join(gitDir, 'logs', 'refs', 'heads', branch), 'utf8').catch(
    () => '',
  );
  return text.split('\n').filter((line) => line !== '').length;
}
