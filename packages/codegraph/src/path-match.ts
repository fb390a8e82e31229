import { plainFile } from './stack-trace/frame.ts';

/**
 * How well a path of the repository fits one that a trace or a person named, 0 to 1: 1 when one is the other's end;
 * less when only the last segments agree, since the machine that the trace is from had other folders above.
 */
export function pathMatch(path: string, named: string): number {
  const own = path.split('/');
  const other = plainFile(named)
    .split('/')
    .filter((segment) => segment !== '');
  let same = 0;
  while (same < own.length && same < other.length && own.at(-1 - same) === other.at(-1 - same)) {
    same += 1;
  }
  if (same === 0) return 0;
  if (same === own.length || same === other.length) return same === 1 && own.length > 1 ? 0.7 : 1;
  return same === 1 ? 0.3 : 0.6;
}
