import type { Diff } from '@patchwright/task/api';
import type { Io } from '../io.ts';
import { plain } from './plain.ts';
import { look } from './style.ts';

/** A diff in unified form, which `git apply` and `less` read. */
export function diffLines(io: Pick<Io, 'color'>, { files }: Diff): readonly string[] {
  return files.flatMap(({ path, previousPath = path, status, patch }) => {
    const from = status === 'added' ? '/dev/null' : `a/${previousPath}`;
    const to = status === 'removed' ? '/dev/null' : `b/${path}`;
    const head = [`diff --git a/${previousPath} b/${path}`, `--- ${from}`, `+++ ${to}`];
    const body = patch === undefined ? ['(too large or binary)'] : patch.split('\n');
    return [...head.map((line) => look(io, 'bold', plain(line))), ...body.map(looked)];
  });

  function looked(line: string): string {
    // A tab belongs to code; all else that could steer a terminal does not.
    const text = line.split('\t').map(plain).join('\t');
    if (text.startsWith('+')) return look(io, 'green', text);
    if (text.startsWith('-')) return look(io, 'red', text);
    return text.startsWith('@@') ? look(io, 'cyan', text) : text;
  }
}
