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
  const place = { repository: 'acme/shop', head };
  const found = await readFailures({ github } as unknown as CiWorld, place, [failed]);
  return found.map(({ failure }) => failure.folder);
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
    const lines = script.split('\n');
    const log = printing(lines[0] ?? '', UGLY).replace(
      '##[endgroup]',
      `${lines.join('\n')}\nshell: bash\n##[endgroup]`,
    );
    expect(await foldersOf(log, workflow)).toEqual([folder]);
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
