import { hasRootFile } from '../detect/source.ts';
import { filesNamed, type InstallationFinder } from './installation.ts';

/** Go modules, where one requires another. */
export const findGo: InstallationFinder = async (files) => {
  const modules = filesNamed(files, /^go\.(mod|sum|work|work\.sum)$/);
  const texts = await Promise.all(
    modules.filter((path) => path.endsWith('go.mod')).map((path) => files.read(path)),
  );
  if (!texts.some((text) => /^\s*require\b/m.test(text ?? ''))) return undefined;
  return {
    manager: 'go',
    files: modules,
    fetch: 'go mod download',
    env: ({ cache }) => ({ GOMODCACHE: `${cache}/go` }),
    offline: { GOPROXY: 'off' },
  };
};

/** Cargo, where a crate depends on another. */
export const findRust: InstallationFinder = async (files) => {
  if (!hasRootFile(files, ['Cargo.toml'])) return undefined;
  const manifests = filesNamed(files, /^Cargo\.toml$/);
  const texts = await Promise.all(manifests.map((path) => files.read(path)));
  if (!texts.some((text) => /^\[.*dependencies\b/m.test(text ?? ''))) return undefined;
  const isLocked = hasRootFile(files, ['Cargo.lock']);
  return {
    manager: 'cargo',
    files: [...manifests, ...(isLocked ? ['Cargo.lock'] : [])],
    fetch: `cargo fetch${isLocked ? ' --locked' : ''}`,
    env: ({ cache }) => ({ CARGO_HOME: `${cache}/cargo` }),
    offline: { CARGO_NET_OFFLINE: 'true' },
  };
};

/**
 * Maven. It has no way to fetch all that a test run needs but such a run: of a method that no class has, since what runs
 * the tests is looked for only where a class is to be tested.
 */
export const findMaven: InstallationFinder = async (files) => {
  if (!hasRootFile(files, ['pom.xml'])) return undefined;
  const program = hasRootFile(files, ['mvnw']) ? './mvnw' : 'mvn';
  return {
    manager: 'maven',
    files: filesNamed(files, /^pom\.xml$/),
    fetch: `${program} --batch-mode --no-transfer-progress test '-Dtest=*#noTestAtAll' -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false`,
    env: ({ cache }) => ({
      // From its version 3.9 on it asks for proxies in its own settings alone, unless it is told.
      MAVEN_OPTS: `-Dmaven.repo.local=${cache}/maven -Daether.connector.http.useSystemProperties=true`,
    }),
    offline: { MAVEN_ARGS: '--offline' },
  };
};

// What tests run with is looked for only where a test task is run; this one finds no test.
const GRADLE_NO_TEST =
  "allprojects { tasks.withType(Test) { filter { failOnNoMatchingTests = false; includeTestsMatching 'no.test.AtAll' } } }";

/**
 * Gradle, from 6.2 on. The cache is closed while tests run, so they read the packages through a second one, and a wrapper
 * finds its Gradle in a home of its own in the work tree, which it writes to.
 */
export const findGradle: InstallationFinder = async (files) => {
  if (!hasRootFile(files, ['build.gradle', 'build.gradle.kts'])) return undefined;
  const program = hasRootFile(files, ['gradlew']) ? './gradlew' : 'gradle';
  return {
    manager: 'gradle',
    files: filesNamed(
      files,
      /^((build|settings)\.gradle(\.kts)?|gradle\.(properties|lockfile)|libs\.versions\.toml)$/,
    ),
    fetch: `echo "${GRADLE_NO_TEST}" > "$TMPDIR/fetch.gradle" && env -u GRADLE_RO_DEP_CACHE ${program} --gradle-user-home "$PATCHWRIGHT_GRADLE" --init-script "$TMPDIR/fetch.gradle" test --console=plain`,
    place:
      'mkdir -p .gradle/user-home/init.d && echo "gradle.startParameter.offline = true" > .gradle/user-home/init.d/offline.gradle && if [ -d "$PATCHWRIGHT_GRADLE/wrapper" ]; then cp -R "$PATCHWRIGHT_GRADLE/wrapper" .gradle/user-home/; fi',
    leaves: ['/.gradle/'],
    env: ({ cache, cwd }) => ({
      PATCHWRIGHT_GRADLE: `${cache}/gradle`,
      GRADLE_RO_DEP_CACHE: `${cache}/gradle/caches`,
      GRADLE_USER_HOME: `${cwd}/.gradle/user-home`,
    }),
  };
};

/** NuGet. */
export const findDotnet: InstallationFinder = async (files) => {
  const projects = filesNamed(files, /\.(sln|slnx|csproj|fsproj)$/);
  if (projects.length === 0) return undefined;
  return {
    manager: 'dotnet',
    files: [
      ...projects,
      ...filesNamed(
        files,
        /^(packages\.lock\.json|nuget\.config|Directory\.(Packages|Build)\.props)$/i,
      ),
    ],
    fetch: 'dotnet restore',
    place: 'dotnet restore --ignore-failed-sources',
    leaves: ['obj/', 'bin/'],
    env: ({ cache }) => ({
      NUGET_PACKAGES: `${cache}/nuget`,
      DOTNET_CLI_TELEMETRY_OPTOUT: '1',
      DOTNET_NOLOGO: '1',
    }),
  };
};
