// Which files a question is about

// What a request says about code
export { keywordsOf } from './keywords.ts';
// What a file says about itself
export type { Language } from './languages.ts';
export { languageOf } from './languages.ts';
export type { Outline } from './outline/outline.ts';
export { outlineOf } from './outline/outline.ts';
export type { FileQuery, RankedFile } from './rank-files.ts';
export { rankFiles } from './rank-files.ts';
export type { FileRole } from './roles.ts';
export { roleOf } from './roles.ts';
export type { SourceFile } from './source-file.ts';
export type { Frame } from './stack-trace/frame.ts';
export { parseStackTrace } from './stack-trace/parse-stack-trace.ts';
// What a file says about tests
export type { TestCase, TestFile } from './tests/read-tests.ts';
export { parses, readTests } from './tests/read-tests.ts';
