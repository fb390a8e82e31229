import { z } from 'zod';
import { type Check, check, type Detector, hasRootFile, type RepositoryFiles } from './source.ts';

const texts = z.record(z.string(), z.string()).catch({});
const manifest = z
  .looseObject({
    scripts: texts.optional(),
    dependencies: texts.optional(),
    devDependencies: texts.optional(),
    prettier: z.unknown().optional(),
    eslintConfig: z.unknown().optional(),
  })
  .catch({});

/** What each tool is called by, in the order in which it is looked for in a script. */
const RUNNERS: readonly (readonly [pattern: RegExp, runner: string, command: string])[] = [
  [/\bvitest\b/, 'vitest', 'npx vitest run'],
  [/\bjest\b/, 'jest', 'npx jest'],
  [/\bmocha\b/, 'mocha', 'npx mocha'],
  [/\bnode\b.*--test\b/, 'node:test', 'node --test'],
  [/\bava\b/, 'ava', 'npx ava'],
  [/\bplaywright\b/, 'playwright', 'npx playwright test'],
];

const TOOLS: readonly (Check & { readonly called: RegExp })[] = [
  {
    ...check('format', 'prettier', 'npx prettier --check .', 'npx prettier --write .'),
    called: /\bprettier\b/,
  },
  {
    ...check('lint', 'biome', 'npx biome check .', 'npx biome check --write .'),
    called: /\bbiome\b/,
  },
  { ...check('lint', 'eslint', 'npx eslint .', 'npx eslint --fix .'), called: /\beslint\b/ },
  { ...check('types', 'tsc', 'npx tsc --noEmit', null), called: /\btsc\b/ },
];

// Scripts that look and do not change: one that writes would hide what it should report.
const CHECKING =
  /^(lint|eslint|types?|tsc|type-?check|check-types?|(format|prettier|fmt)[:-]?(check|ci|verify)|check[:-](format|types?|lint)|lint[:-](check|types?|js|ts))$/;
const WRITING = /--(write|fix)\b/;
const NO_TEST = /no test specified/;

function packageManager(files: RepositoryFiles): string {
  if (hasRootFile(files, ['pnpm-lock.yaml'])) return 'pnpm';
  if (hasRootFile(files, ['yarn.lock'])) return 'yarn';
  if (hasRootFile(files, ['bun.lock', 'bun.lockb'])) return 'bun';
  return 'npm';
}

function configured(
  files: RepositoryFiles,
  tool: string,
  inManifest: {
    readonly prettier: boolean;
    readonly eslint: boolean;
    readonly names: ReadonlySet<string>;
  },
): boolean {
  if (tool === 'prettier') {
    return (
      inManifest.prettier ||
      inManifest.names.has('prettier') ||
      hasRootFile(files, ['.prettierrc*', 'prettier.config.*'])
    );
  }
  if (tool === 'biome') return hasRootFile(files, ['biome.json', 'biome.jsonc']);
  if (tool === 'eslint') {
    return inManifest.eslint || hasRootFile(files, ['eslint.config.*', '.eslintrc*']);
  }
  return hasRootFile(files, ['tsconfig.json']) && inManifest.names.has('typescript');
}

/** npm, pnpm, yarn and bun: a `test` script, or the runner that is there; scripts that check, or the tools that are configured. */
export const detectJavascript: Detector = async (files, workflows) => {
  const text = await files.read('package.json');
  if (text === null) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const content = manifest.parse(json);
  const scripts = content.scripts ?? {};
  const names = new Set(Object.keys({ ...content.dependencies, ...content.devDependencies }));
  const manager = packageManager(files);
  const testScript = NO_TEST.test(scripts.test ?? '') ? undefined : scripts.test;
  const byScript = RUNNERS.find(([pattern]) => pattern.test(testScript ?? ''));
  const byPackage = RUNNERS.find(([, runner]) => names.has(runner));
  const bare = files.paths.some((path) => /(^|\/)[^/]+\.test\.[cm]?[jt]s$/.test(path));
  const runner =
    byScript ?? byPackage ?? (bare && testScript === undefined ? RUNNERS[3] : undefined);
  const checks: Check[] = [];
  for (const { called, ...tool } of TOOLS) {
    const script = Object.entries(scripts).find(
      ([name, line]) => CHECKING.test(name) && called.test(line) && !WRITING.test(line),
    );
    if (script !== undefined) {
      checks.push({ ...tool, command: `${manager} run ${script[0]}` });
    } else if (
      called.test(workflows) ||
      configured(files, tool.tool, {
        prettier: content.prettier !== undefined,
        eslint: content.eslintConfig !== undefined,
        names,
      })
    ) {
      checks.push(tool);
    }
  }
  return {
    languages: ['typescript', 'javascript', 'vue', 'svelte'],
    runner: runner?.[1] ?? (testScript === undefined ? null : manager),
    testCommand: testScript === undefined ? (runner?.[2] ?? null) : `${manager} test`,
    checks,
  };
};
