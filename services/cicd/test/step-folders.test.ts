import type { Check } from '@patchwright/outside';
import { describe, expect, it } from 'vitest';
import { folderFault, inFolder, outOfFolder } from '../src/in-folder.ts';
import { readFailures } from '../src/read-failures.ts';
import type { CiWorld } from '../src/world.ts';
import { printing } from './printing.ts';
import { check, head } from './site.ts';

const PATH = '.github/workflows/ci.yml';
const UGLY = '[warn] Code style issues found in 2 files. Run Prettier with --write to fix.';
const PRETTIER = 'npx prettier --check .';

/** In which folders a check's failures are said to have been made, by the workflow's files. */
async function foldersOf(
  log: string,
  files: Readonly<Record<string, string>> | string,
  part: Partial<Check> = {},
): Promise<readonly (string | undefined)[]> {
  const texts = typeof files === 'string' ? { [PATH]: files } : files;
  const github = {
    getJobLog: async () => log,
    getFile: async ({ path }: { readonly path: string }) => texts[path] ?? null,
  };
  const failed = check({ name: 'ci / lint', state: 'failed', workflow: PATH, ...part });
  const workspace = {
    open: async () => ({ commit: head, tree: 'tree' }),
    listFiles: async () => Object.keys(texts).map((path) => ({ path, size: 1 })),
    readFile: github.getFile,
  };
  const place = { repository: 'acme/shop', head };
  const found = await readFailures({ github, workspace } as unknown as CiWorld, place, [failed]);
  return found.map(({ failure }) => failure.folder);
}

/** The log of a step with a script of several lines. */
function showing(script: string, ...lines: readonly string[]): string {
  const shown = `${script}\nshell: bash\n##[endgroup]`;
  return printing(script.split('\n')[0] ?? '', ...lines).replace('##[endgroup]', () => shown);
}

const ugly = printing(PRETTIER, UGLY);

describe('the folder of a step that failed', () => {
  it.each<[string, string, string | undefined]>([
    ['the root', `jobs: { lint: { steps: [{ run: ${PRETTIER} }] } }`, undefined],
    [
      "the step's",
      `jobs: { lint: { steps: [{ run: ${PRETTIER}, working-directory: ./web/ }] } }`,
      'web',
    ],
    [
      "the job's",
      `jobs: { lint: { defaults: { run: { working-directory: web } }, steps: [{ run: ${PRETTIER} }] } }`,
      'web',
    ],
    [
      "the workflow's",
      `defaults: { run: { working-directory: web } }\njobs: { lint: { steps: [{ run: ${PRETTIER} }] } }`,
      'web',
    ],
    [
      "the step's before the job's before the workflow's",
      `defaults: { run: { working-directory: a } }\njobs: { lint: { defaults: { run: { working-directory: b } }, steps: [{ run: ${PRETTIER}, working-directory: c }] } }`,
      'c',
    ],
    [
      'that of the job by whose name the check goes',
      `jobs: { other: { steps: [{ run: ${PRETTIER}, working-directory: a }] }, lint: { steps: [{ run: ${PRETTIER}, working-directory: b }] } }`,
      'b',
    ],
    [
      'within a checkout that lies in a folder itself',
      `jobs: { lint: { steps: [{ uses: actions/checkout@v5, with: { path: src } }, { run: ${PRETTIER}, working-directory: src/web }] } }`,
      'web',
    ],
    [
      'below the workspace',
      `jobs: { lint: { steps: [{ run: ${PRETTIER}, working-directory: "\${{ github.workspace }}/web" }] } }`,
      'web',
    ],
    [
      'by a variable of the workflow',
      `env: { APP: web }\njobs: { lint: { steps: [{ run: ${PRETTIER}, working-directory: "\${{ env.APP }}" }] } }`,
      'web',
    ],
    ['of a file that is no workflow, none', 'jobs: 7', undefined],
    ['of a file that is no YAML, none', 'jobs: {', undefined],
  ])('is %s', async (_, workflow, folder) => {
    expect(await foldersOf(ugly, workflow)).toEqual([folder]);
  });

  it.each([
    ['lint (api)', 'packages/api'],
    ['lint (web)', 'packages/web'],
    ['lint (extra)', 'tools'],
  ])('is that of the leg of a matrix: %s', async (leg, folder) => {
    const workflow = `jobs:
  lint:
    strategy: { matrix: { package: [api, web], include: [{ package: extra, where: tools }, { package: api, where: packages/api }, { package: web, where: packages/web }] } }
    name: lint (\${{ matrix.package }})
    defaults: { run: { working-directory: "\${{ matrix.where }}" } }
    steps: [{ run: ${PRETTIER} }]`;
    expect(await foldersOf(ugly, workflow, { name: `ci / ${leg}` })).toEqual([folder]);
  });

  it('is that of the script, whatever its expressions stood for', async () => {
    const workflow = `jobs: { lint: { steps: [{ run: npm ci, working-directory: a }, { run: "npx prettier --check \${{ inputs.what }}", working-directory: b }] } }`;
    expect(await foldersOf(ugly, workflow)).toEqual(['b']);
  });

  it('is told of each of several steps that ran the same', async () => {
    const step = (folder: string) => `{ run: ${PRETTIER}, working-directory: ${folder} }`;
    const workflow = `jobs: { lint: { steps: [${['a', 'b', 'c'].map(step).join(', ')}] } }`;
    const passed = ugly.replace(/^##\[error\].*$/m, 'All files are formatted');
    expect(await foldersOf(`${passed}\n${ugly}`, workflow)).toEqual(['b']);
    expect(await foldersOf(`${ugly}\n${passed}\n${ugly}`, workflow)).toEqual(['a', 'c']);
  });

  it.each([
    ['cd web && npx prettier --check .', 'packages/web'],
    ['(cd web && npx prettier --check .)', 'packages/web'],
    ['set -e\ncd "web"\nnpx prettier --check .', 'packages/web'],
    ['cd ../.. && npx prettier --check .', '..'],
    ['npm run format --prefix web', 'packages/web'],
    ['npm run cd-check', 'packages'],
    ['cd a\nnpx prettier --check .\ncd ../b\nnpx prettier --check .', 'packages/a; ../b;'],
    ['npm ci && cd web && npx prettier --check .', 'packages/web;'],
    ['cd "$WHERE" && npx prettier --check .', 'packages/"$WHERE";'],
  ])('goes on with the folder that the script itself goes to: %j', async (script, folder) => {
    const steps = [{ run: script, 'working-directory': 'packages' }];
    const workflow = JSON.stringify({ jobs: { lint: { steps } } });
    expect(await foldersOf(showing(script, UGLY), workflow)).toEqual([folder]);
  });

  it('is found in a workflow that the job calls', async () => {
    const files = {
      [PATH]: 'jobs: { checks: { uses: ./.github/workflows/checks.yml } }',
      '.github/workflows/checks.yml': `jobs: { lint: { steps: [{ run: ${PRETTIER}, working-directory: web }] } }`,
    };
    expect(await foldersOf(ugly, files, { name: 'ci / checks / lint' })).toEqual(['web']);
  });

  it('is not looked for where a person is asked anyway', async () => {
    const workflow = 'jobs: { lint: { steps: [{ run: npm test, working-directory: web }] } }';
    expect(await foldersOf(printing('npm test', '# tests 3', '# fail 1'), workflow)).toEqual([
      undefined,
    ]);
  });
});

describe('the package of a monorepo that a script names', () => {
  const named = (name: string) => JSON.stringify({ name });
  const packages = {
    'apps/web/package.json': named('web'),
    'apps/api/package.json': named('@acme/api'),
    'packages/kit/package.json': named('@acme/ui'),
    'packages/ui/package.json': named('ui-old'),
    'packages/web/test/package.json': named('web-tests'),
    'vendor/odd/package.json': named('odd'),
    'apps/api/node_modules/far/package.json': named('far'),
  };
  const npm = {
    ...packages,
    'package.json': JSON.stringify({ workspaces: ['apps/*', './packages/**', '!**/test'] }),
  };
  const pnpm = {
    ...packages,
    'package.json': '{}',
    'pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - packages/*\n',
  };
  async function foldersIn(
    files: Readonly<Record<string, string>>,
    script: string,
    lines: readonly string[] = [UGLY],
    working?: string,
  ): Promise<readonly (string | undefined)[]> {
    const step = { run: script, ...(working ? { 'working-directory': working } : {}) };
    const workflow = JSON.stringify({ jobs: { lint: { steps: [step] } } });
    return foldersOf(showing(script, ...lines), { ...files, [PATH]: workflow });
  }

  it.each<[string, string | undefined]>([
    ['npm run lint -w web', 'apps/web'],
    ['npm run lint -w=web', 'apps/web'],
    ['npm run lint --workspace=web', 'apps/web'],
    ['npm run lint --workspace web', 'apps/web'],
    ['npm -w apps/web run lint', 'apps/web'],
    ['npm test -w ./apps/api', 'apps/api'],
    ['npm exec -w @acme/ui -- prettier --check .', 'packages/kit'],
    ['npx -w @acme/ui prettier --check .', 'packages/kit'],
    ['CI=1 npm run lint -w "web" # all of it', 'apps/web'],
    ['npm ci\nnpm run lint \\\n  -w web', 'apps/web'],
    ['echo lint && npm run lint -w web', 'apps/web'],
    ['yarn install\nyarn workspace @acme/ui lint', 'packages/kit'],
    ['yarn --cwd apps/web lint', 'apps/web'],
    ['npx turbo run lint --filter=web', 'apps/web'],
    ['turbo lint --filter=./apps/api', 'apps/api'],
    ['pnpm turbo run lint --filter {apps/web}', 'apps/web'],
    ['bun run --filter web lint', 'apps/web'],
    // Several, or none that can be told: what is mended is the root.
    ['npm run lint --workspaces', undefined],
    ['npm run lint -w web -w @acme/api', undefined],
    ['npm run lint -w apps', undefined],
    ['npm run lint -w nobody', undefined],
    ['npm run lint -w odd', undefined],
    ['npm run lint -w far', undefined],
    ['npm run lint -w web-tests', undefined],
    ['npm run lint -w ../shop/apps/web', undefined],
    ['npm run lint -w "$PACKAGE"', undefined],
    ['npm run lint -w web | tee lint.log', undefined],
    ['npm run lint -- -w web', undefined],
    ['npm run lint\nnpm run types -w web', undefined],
    ['npx turbo run lint', undefined],
    ['turbo run lint --filter=web...', undefined],
    ['turbo run lint --filter=[main]', undefined],
    // Each in its own, and one of them failed.
    ['npm run lint -w web\nnpm run lint -w @acme/api', 'apps/web; apps/api;'],
  ])('is where it ran: %j', async (script, folder) => {
    expect(await foldersIn(npm, script)).toEqual([folder]);
  });

  it.each<[string, string | undefined]>([
    ['pnpm --filter web lint', 'apps/web'],
    ['pnpm -F ./apps/web lint', 'apps/web'],
    ['pnpm --filter=@acme/api run lint', 'apps/api'],
    ['pnpm --filter api lint', 'apps/api'],
    ['pnpm --filter "*-old" lint', 'packages/ui'],
    ['pnpm -C apps/web lint', 'apps/web'],
    ['pnpm --dir=apps/web lint', 'apps/web'],
    ['pnpm --filter "@acme/*" lint', undefined],
    ['pnpm --filter "!web" lint', undefined],
    ['pnpm -r lint', undefined],
    // It is the script's own.
    ['pnpm lint --filter web', undefined],
    ['pnpm run lint -C apps/web', undefined],
  ])('is where pnpm ran it: %j', async (script, folder) => {
    expect(await foldersIn(pnpm, script)).toEqual([folder]);
  });

  it('is looked for from where the step stands', async () => {
    const below = Object.fromEntries(
      Object.entries(npm).map(([path, text]) => [`site/${path}`, text]),
    );
    const script = 'npm run lint -w web';
    expect(await foldersIn(below, script, [UGLY], 'site')).toEqual(['site/apps/web']);
    expect(await foldersIn(below, `cd site && ${script}`)).toEqual(['site/apps/web']);
    expect(await foldersIn(below, 'npm --prefix site run lint -w web')).toEqual(['site/apps/web']);
    expect(await foldersIn(npm, script, [UGLY], 'apps/api')).toEqual(['apps/web']);
  });

  it('is the one, or each, in which npm says that its script failed', async () => {
    const failed = (name: string) => `npm error workspace ${name}@1.0.0`;
    const all = 'npm run lint --workspaces';
    expect(await foldersIn(npm, all, [UGLY, failed('@acme/ui')])).toEqual(['packages/kit']);
    const both = [UGLY, failed('web'), UGLY, 'npm ERR! workspace @acme/api'];
    expect(await foldersIn(npm, 'npm run lint', both)).toEqual(['apps/web', 'apps/api']);
    expect(await foldersIn(npm, all, [UGLY, failed('web'), failed('nobody')])).toEqual([undefined]);
  });

  it('is none in a repository that has no packages, or says so in a way that nobody can read', async () => {
    for (const manifest of ['{}', '{', '[]', '{ "workspaces": 7 }', '{ "workspaces": ["/*"] }']) {
      const files = { ...packages, 'package.json': manifest };
      expect(await foldersIn(files, 'npm run lint -w web')).toEqual([undefined]);
    }
  });
});

describe('a command in a folder', () => {
  it.each(['web', 'packages/my app', "it's", '@acme/ui'])('is typed for a shell: %s', (folder) => {
    const typed = inFolder(folder, PRETTIER);
    expect(outOfFolder(typed)).toEqual({ folder, command: PRETTIER });
    expect(folderFault(folder)).toBeUndefined();
  });

  it.each([
    '../other',
    'web/../../other',
    '/etc',
    '~',
    '-x',
    'a\\b',
    'a\nb',
    '.git/hooks',
    'a; ../b;',
    'packages/"$WHERE";',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of a workflow.
    '${{ inputs.where }}',
  ])('is never run outside of the repository: %j', (folder) => {
    expect(folderFault(folder)).toMatch(/^run in `.+`, which is no folder of the repository$/);
  });
});
