import { check, type Detector, hasRootFile } from './source.ts';

/** Go modules. */
export const detectGo: Detector = async (files) =>
  hasRootFile(files, ['go.mod'])
    ? {
        languages: ['go'],
        runner: 'go test',
        // Without -v it names packages only, and a test that is gone would not be missed.
        testCommand: 'go test -v ./...',
        checks: [
          // gofmt lists what it would change and is content all the same; the list decides.
          check('format', 'gofmt', 'test -z "$(gofmt -l . | tee /dev/stderr)"', 'gofmt -w .'),
          check('lint', 'go vet', 'go vet ./...', null),
        ],
      }
    : undefined;

/** Cargo; rustfmt and clippy where they are configured or run in CI. */
export const detectRust: Detector = async (files, workflows) =>
  hasRootFile(files, ['Cargo.toml'])
    ? {
        languages: ['rust'],
        runner: 'cargo test',
        testCommand: 'cargo test',
        checks: [
          ...(hasRootFile(files, ['rustfmt.toml', '.rustfmt.toml']) ||
          /\bcargo fmt\b/.test(workflows)
            ? [check('format', 'rustfmt', 'cargo fmt --check', 'cargo fmt')]
            : []),
          ...(hasRootFile(files, ['clippy.toml', '.clippy.toml']) ||
          /\bcargo clippy\b/.test(workflows)
            ? [check('lint', 'clippy', 'cargo clippy --all-targets -- -D warnings', null)]
            : []),
        ],
      }
    : undefined;

/** Maven and Gradle, by their wrappers where the repository brings them. */
export const detectJava: Detector = async (files) => {
  const languages = ['java', 'kotlin', 'scala'];
  if (hasRootFile(files, ['pom.xml'])) {
    const program = hasRootFile(files, ['mvnw']) ? './mvnw' : 'mvn';
    return { languages, runner: 'maven', testCommand: `${program} --batch-mode test`, checks: [] };
  }
  if (hasRootFile(files, ['build.gradle', 'build.gradle.kts'])) {
    const program = hasRootFile(files, ['gradlew']) ? './gradlew' : 'gradle';
    return {
      languages,
      runner: 'gradle',
      testCommand: `${program} test --console=plain`,
      checks: [],
    };
  }
  return undefined;
};

/** .NET projects and solutions. */
export const detectDotnet: Detector = async (files) =>
  files.paths.some((path) => /\.(sln|slnx|csproj|fsproj)$/.test(path))
    ? {
        languages: ['csharp', 'fsharp'],
        runner: 'dotnet test',
        testCommand: 'dotnet test',
        checks: [],
      }
    : undefined;
