/** Files that steer what runs, what is built or checked, or what an agent is told. */
const GUARDED: readonly RegExp[] = [
  /^\.github\//,
  /^\.git(attributes|modules|ignore)?(\/|$)/,
  /^\.gitlab-ci\.ya?ml$|^\.gitlab\//,
  /^(\.circleci|\.buildkite|\.azure-pipelines|\.devcontainer)\//,
  /^(azure-pipelines|bitbucket-pipelines|\.travis|\.drone|appveyor)\.ya?ml$|(^|\/)Jenkinsfile$/,
  /^(\.husky|\.githooks|\.git-hooks)\/|^\.?lefthook\.(ya?ml|toml|json)$|^\.pre-commit-config\.ya?ml$/,
  /(^|\/)\.(claude|cursor|codex|gemini|windsurf|continue|aider[^/]*|cursorrules|windsurfrules|clinerules)(\/|$)/,
  /(^|\/)\.?mcp\.json$/,
  /(^|\/)(AGENTS|CLAUDE|GEMINI)(\.local)?\.md$/,
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/,
  /(^|\/)(poetry|uv|pdm|Pipfile|Cargo|Gemfile|composer|mix|pubspec|flake|Package)\.(lock|resolved)$/,
  /(^|\/)(go\.sum|gradle\.lockfile|packages\.lock\.json|gradle-wrapper\.(jar|properties)|maven-wrapper\.(jar|properties))$/,
  /(^|\/)(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs|pip\.conf|\.envrc|\.tool-versions)$/,
  /(^|\/)(Dockerfile|Containerfile)[^/]*$|[^/]\.Dockerfile$|(^|\/)(docker-)?compose[^/]*\.ya?ml$/i,
  // How tests are found and run, and how much of the code they have to cover.
  /(^|\/)(vite|vitest|jest|karma|playwright|cypress|wdio|ava|nightwatch)(\.\w+)*\.(config|conf|workspace)\.([cm]?[jt]s|json)$|(^|\/)vitest\.workspace\.([cm]?[jt]s|json)$/,
  /(^|\/)(\.mocharc(\.\w+)?|\.taprc|\.jasmine\.json|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|phpunit(\.dist)?\.xml(\.dist)?|\.rspec|\.runsettings|nextest\.toml|junit-platform\.properties|testng\.xml)$/,
  /(^|\/)(\.?codecov\.ya?ml|\.coveragerc|\.nycrc(\.json|\.ya?ml)?|\.c8rc(\.json)?|tarpaulin\.toml|\.simplecov|sonar-project\.properties)$/,
];

/**
 * Whether a path steers how code is built or checked, or what agents are told. Such a file is written only where the approved plan names it
 * exactly, and a plan that does needs a second person (see `votesNeeded`). A folder that holds such files is one, too.
 */
export function isGuardedPath(path: string): boolean {
  return GUARDED.some((pattern) => pattern.test(path));
}
