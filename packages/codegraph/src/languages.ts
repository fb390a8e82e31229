/** A language that this room knows by its files' endings. */
export type Language =
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'python'
  | 'go'
  | 'java'
  | 'ruby'
  | 'csharp'
  | 'php'
  | 'rust';

const BY_ENDING: Readonly<Record<string, Language>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  java: 'java',
  rb: 'ruby',
  cs: 'csharp',
  php: 'php',
  rs: 'rust',
};

/** The language of a file by its ending, `undefined` for what is none of them. */
export function languageOf(path: string): Language | undefined {
  return BY_ENDING[/\.([a-z]+)$/.exec(path)?.[1] ?? ''];
}
