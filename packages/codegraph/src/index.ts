// Which files a question is about

// What a request says about code
export { keywordsOf } from './keywords.ts';
// What a file says about itself
export type { Language } from './languages.ts';
export { languageOf } from './languages.ts';
// Which repositories use which others
export { isManifest, type Manifest, readManifest } from './manifests/manifest.ts';
export {
  type Manifests,
  type RepositoryLink,
  repositoryLinks,
} from './manifests/repository-links.ts';
export type { Outline } from './outline/outline.ts';
export { outlineOf } from './outline/outline.ts';
export type { FileQuery, RankedFile } from './rank-files.ts';
export { rankFiles } from './rank-files.ts';
export type { FileRole } from './roles.ts';
export { roleOf } from './roles.ts';
export type { SourceFile } from './source-file.ts';
export type { Frame } from './stack-trace/frame.ts';
export { parseStackTrace } from './stack-trace/parse-stack-trace.ts';
// Whether a change weakens what tests prove
export { compareTests, ownName, type TestRights } from './tampering/compare-tests.ts';
export {
  type ChangedFile,
  type Cheat,
  cheats,
  type Finding,
  findingsText,
} from './tampering/finding.ts';
export type { StatedChanges } from './tampering/stated-changes.ts';
export { type FrozenTest, tampering } from './tampering/tampering.ts';
// What a file says about tests
export type { TestCase, TestFile } from './tests/read-tests.ts';
export { parses, readTests } from './tests/read-tests.ts';
