/** One frame of a stack trace. */
export interface Frame {
  readonly language: 'javascript' | 'python' | 'java' | 'go' | 'ruby' | 'csharp' | 'php' | 'rust';
  /** The file as the trace names it, without schemes, queries and leading `./`; divided by `/`. For Java with its package's folders. */
  readonly file: string;
  /** The function, with its class where the trace has it; empty where it has none. */
  readonly function: string;
  /** Counted from 1; `null` where the trace has none. */
  readonly line: number | null;
  /** Counted from 1; `null` where the trace has none. */
  readonly column: number | null;
  /** `false` for the language's own files and for installed packages. */
  readonly inApp: boolean;
}

const FOREIGN =
  /(^|\/)(node_modules|site-packages|dist-packages|vendor|gems|\.cargo\/registry|\.pyenv|\.m2)\/|^(node|internal|native|java|javax|jdk|sun|kotlin|scala|org\/(junit|springframework|apache|hibernate))[:/]|^<|\/(usr\/(local\/)?)?lib(64)?\/(python|ruby|go)|\/go\/src\/|\/rustc\/|\/library\/(std|core|alloc)\//;

/** The file of a frame as everything here names it. */
export function plainFile(file: string): string {
  return file
    .replaceAll('\\', '/')
    .replace(/^(?:webpack-internal|webpack|app|rsc|ng):\/\/\/?(?:\([^)]*\)\/)?/, '')
    .replace(/^file:\/\//, '')
    .replace(/^https?:\/\/[^/]+\//, '')
    .replace(/[?#].*$/, '')
    .replace(/^(?:\.\/)+/, '')
    .replace(/^[A-Za-z]:\//, '/');
}

/** Makes a frame; `file` may stand as the trace has it. */
export function frame(
  language: Frame['language'],
  file: string,
  functionName: string,
  line?: string,
  column?: string,
): Frame {
  const plain = plainFile(file);
  return {
    language,
    file: plain,
    function: functionName.trim(),
    line: line === undefined ? null : Number.parseInt(line, 10),
    column: column === undefined ? null : Number.parseInt(column, 10),
    inApp: !FOREIGN.test(plain),
  };
}
