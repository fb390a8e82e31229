const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  vue: 'vue',
  svelte: 'svelte',
  py: 'python',
  go: 'go',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  scala: 'scala',
  rb: 'ruby',
  php: 'php',
  cs: 'csharp',
  fs: 'fsharp',
  rs: 'rust',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  swift: 'swift',
  ex: 'elixir',
  exs: 'elixir',
  sh: 'shell',
};
const FOREIGN = /(^|\/)(node_modules|vendor|third_party|dist|build|target|\.venv)\//;

/** How many files of each language a repository has, its own ones only. */
export function countLanguages(paths: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const language = LANGUAGES[/\.([a-z]+)$/.exec(path)?.[1] ?? ''];
    if (language === undefined || FOREIGN.test(path)) continue;
    counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return counts;
}
