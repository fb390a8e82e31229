/** What a file is for. */
export type FileRole = 'source' | 'test' | 'config' | 'doc';

const TEST =
  /(^|\/)(__tests__|tests?|specs?|testdata|e2e|fixtures)\/|[._-](test|spec)\.[a-z]+$|(^|\/)test_[^/]+\.py$|_test\.(py|go)$|(^|\/)conftest\.py$|(Tests?|Spec|IT)\.(java|kt|cs|php|scala)$|_spec\.rb$/;
const DOC = /\.(md|mdx|rst|adoc|txt)$|(^|\/)(docs?|LICENSE|CHANGELOG|README|AUTHORS|NOTICE)(\/|$)/i;
const CONFIG =
  /(^|\/)\.[^/]+$|(^|\/)\.(github|circleci|vscode|husky)\/|\.(json|jsonc|ya?ml|toml|ini|cfg|conf|properties|lock|env|xml|gradle|tf|csproj|sln|editorconfig)$|(^|\/)(Dockerfile|Makefile|Rakefile|Gemfile|Procfile|go\.mod|go\.sum)[^/]*$|\.config\.[cm]?[jt]s$|(^|\/)setup\.py$/;

/** What a file is for, judged by its path alone. */
export function roleOf(path: string): FileRole {
  if (TEST.test(path)) return 'test';
  if (DOC.test(path)) return 'doc';
  return CONFIG.test(path) ? 'config' : 'source';
}

/** The name of what a test file tests, by the customs of its language: `cart` for `cart.test.ts`, `test_cart.py`, `CartTest.java`. `undefined` when the name says nothing. */
export function subjectOf(path: string): string | undefined {
  const name = (path.split('/').at(-1) ?? '').replace(/\.[a-z]+$/i, '');
  const subject = [
    /^(.+)[._-](?:test|spec)$/,
    /^test_(.+)$/,
    /^(.+)_(?:test|spec)$/,
    /^(.+?)(?:Tests?|Spec|IT)$/,
  ].reduce<string | undefined>((found, pattern) => found ?? pattern.exec(name)?.[1], undefined);
  return subject?.toLowerCase();
}
