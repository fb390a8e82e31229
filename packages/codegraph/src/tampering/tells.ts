import type { ChangedFile, Cheat, Finding } from './finding.ts';

/** Words in code by which checks are turned off, tests are recognised, or a run is ended before it can fail. */
const TELLS: readonly { readonly cheat: Cheat; readonly sign: RegExp; readonly is: string }[] = [
  {
    cheat: 'check-suppressed',
    sign: /(?:eslint|biome|oxlint|tslint|stylelint|prettier)-(?:disable|ignore)[\w-]*|@ts-(?:ignore|nocheck|expect-error)|#\s*(?:noqa|type:\s*ignore|pylint:\s*disable|pyright:\s*ignore|mypy:\s*ignore|ruff:\s*noqa|fmt:\s*(?:off|skip)|nosec)|\/\/\s*nolint|#!?\[\s*allow\b|@SuppressWarnings|rubocop:disable|NOSONAR|#pragma warning disable|@phpstan-ignore|@psalm-suppress|(?:istanbul|c8|v8) ignore|pragma: no cover/g,
    is: 'turns a check off',
  },
  {
    cheat: 'knows-of-tests',
    sign: /process\.env\.(?:VITEST\w*|JEST_WORKER_ID|NODE_TEST_CONTEXT|MOCHA\w*)|process\.env\.NODE_ENV\s*[!=]==?\s*['"`]test|import\.meta\.vitest|['"]pytest['"]\s+in\s+sys\.modules|PYTEST_CURRENT_TEST|['"]unittest['"]\s+in\s+sys\.modules|testing\.Testing\(\)|flag\.Lookup\(['"]test\.|\bcfg!\(test\)|RSpec\.current_example|defined\?\(RSpec\)|PHPUNIT_\w+|runningInConsole\(\)\s*&&\s*.*unitTest/g,
    is: 'behaves otherwise when it is tested',
  },
  {
    cheat: 'early-exit',
    sign: /\bprocess\.exit\(\s*0?\s*\)|\b(?:sys\.exit|os\._exit|exit|quit)\(\s*0?\s*\)|\bos\.Exit\(0\)|\bprocess::exit\(0\)|\bSystem\.exit\(0\)|\bEnvironment\.Exit\(0\)|\bexit!?\s*\(?0\)?|process\.exitCode\s*=\s*0/g,
    is: 'ends the run as a success',
  },
];

/** What is new in a file and speaks against it: signs that it has more often than before. An early end counts in tests only. */
export function tellFindings(file: ChangedFile, isTest: boolean): readonly Finding[] {
  const { path, before, after } = file;
  if (after === null || !isCode(path)) return [];
  return TELLS.flatMap(({ cheat, sign, is }) => {
    if (cheat === 'early-exit' && !isTest) return [];
    if (cheat === 'knows-of-tests' && isTest) return [];
    const was: readonly string[] = before?.match(sign) ?? [];
    const now: readonly string[] = after.match(sign) ?? [];
    const [first] = now.filter((one) => !was.includes(one));
    if (now.length <= was.length) return [];
    return [{ cheat, path, detail: `"${first ?? now[0]}" is new, and ${is}` }];
  });
}

function isCode(path: string): boolean {
  return /\.([cm]?[jt]sx?|py|go|rs|java|kt|rb|cs|php|vue|svelte)$/.test(path);
}
