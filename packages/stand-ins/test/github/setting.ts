import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import { type GitHubStandIn, type NewRepository, startGitHub } from '../../src/github/index.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import type { Description } from './description.ts';

/** What the tests of the GitHub stand-in begin with: a served repository, clients, a place where webhooks arrive. */
export interface Setting extends AsyncDisposable {
  readonly folder: string;
  readonly github: GitHubStandIn;
  readonly octokit: Octokit;
  readonly receiver: Receiver;
  /** Address of the repository with the token in it. */
  readonly remote: string;
  /** What the answers of the API have that GitHub's description does not allow. */
  readonly complaints: string[];
  /** Number of answers that were judged. */
  readonly judged: { count: number };
  /** Webhooks so far, oldest first. */
  hooks(): readonly { readonly event: string; readonly body: HookBody }[];
  /** Runs git in a folder as a person would. */
  git(folder: string, ...args: readonly string[]): Promise<string>;
  /** Clones into a new folder. */
  clone(name: string): Promise<string>;
}

/** The fields of a webhook's body that tests look at. */
export interface HookBody {
  readonly action?: string;
  readonly sender: { readonly login: string; readonly type: string };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of thirty kinds, and GitHub's description judges their shapes.
  readonly [field: string]: any;
}

export const TOKEN = 'ghs_standin';
export const SECRET = 'webhook-secret';
export const REPO = { owner: 'acme', repo: 'shop' } as const;

/** A tiny project whose test passes while `answer.js` says 42. */
export const PROJECT: Readonly<Record<string, string>> = {
  'answer.js': 'export const answer = 42;\n',
  'answer.test.js': [
    "import { answer } from './answer.js';",
    'if (answer === 42) console.log("1 passed");',
    'else { console.error("expected 42, got " + answer); process.exitCode = 1; }',
    '',
  ].join('\n'),
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'README.md': '# Shop\n',
};

/** Starts a setting; `files` are those of the repository `acme/shop`. */
export async function createSetting(
  input: Partial<NewRepository> & {
    readonly files?: Readonly<Record<string, string>>;
    readonly description?: Description;
    readonly nodeModules?: string;
  } = {},
): Promise<Setting> {
  const { files = PROJECT, description, nodeModules, ...repository } = input;
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-github-'));
  const source = join(folder, 'source');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(source, path)), { recursive: true });
    await writeFile(join(source, path), content);
  }
  const receiver = await startReceiver();
  const github = await startGitHub({
    root: join(folder, 'github'),
    token: TOKEN,
    webhook: { url: `${receiver.url}/webhooks/github`, secret: SECRET },
    ...(nodeModules === undefined ? {} : { nodeModules }),
  });
  await github.addRepository({
    name: 'acme/shop',
    from: { path: source },
    base: 'main',
    ci: [{ workflow: 'ci', job: 'test', run: 'node answer.test.js' }],
    ...repository,
  });
  const complaints: string[] = [];
  const judged = { count: 0 };
  const octokit = new Octokit({
    baseUrl: github.url,
    auth: TOKEN,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: {
      async fetch(url: string, init: RequestInit) {
        const response = await fetch(url, init);
        const type = response.headers.get('content-type') ?? '';
        const { pathname } = new URL(response.url);
        if (description && type.includes('json') && pathname !== '/graphql') {
          const method = init.method ?? 'GET';
          const body = await response.clone().json();
          const found = description.judgeAnswer(method, pathname, response.status, body);
          complaints.push(
            ...found.map((each) => `${method} ${pathname} ${response.status}: ${each}`),
          );
          judged.count += 1;
        }
        return response;
      },
    },
  });
  const remote = `${github.url.replace('//', `//x-access-token:${TOKEN}@`)}/acme/shop.git`;
  async function git(at: string, ...args: readonly string[]): Promise<string> {
    const person = ['-c', 'user.name=Maria Lund', '-c', 'user.email=maria@acme.example'];
    const env = {
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
    };
    const result = await execa('git', ['-C', at, ...person, ...args], { env, extendEnv: false });
    return result.stdout;
  }
  return {
    folder,
    github,
    octokit,
    receiver,
    remote,
    complaints,
    judged,
    hooks: () =>
      receiver.received.map(({ headers, body }) => ({
        event: String(headers['x-github-event']),
        body: JSON.parse(body) as HookBody,
      })),
    git,
    async clone(name) {
      await git(folder, 'clone', '--quiet', remote, name);
      return join(folder, name);
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
