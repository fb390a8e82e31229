import type { Mirror } from './mirror.ts';

/** One line in which a text was found; `line` counts from 1. */
export interface SearchHit {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const MOST_HITS = 200;
const LONGEST_LINE = 400;

/** Lines of a tree's text files that contain `text` as it stands, at most 200, by path and line. A text with a line break is found nowhere. */
export async function searchTree(
  mirror: Mirror,
  tree: string,
  text: string,
): Promise<readonly SearchHit[]> {
  if (text === '' || /[\n\0]/.test(text)) return [];
  const answer = await mirror.git(
    [
      'grep',
      '-I',
      '-n',
      '-z',
      '-F',
      '--no-color',
      '--full-name',
      `--max-count=${MOST_HITS}`,
      '-e',
      text,
      tree,
    ],
    { accept: [0, 1] },
  );
  const hits: SearchHit[] = [];
  for (const record of answer.stdout.toString('utf8').split('\n')) {
    const [name, line, found] = record.split('\0');
    if (name === undefined || line === undefined || found === undefined) continue;
    hits.push({
      path: name.slice(tree.length + 1),
      line: Number.parseInt(line, 10),
      text: found.slice(0, LONGEST_LINE),
    });
    if (hits.length === MOST_HITS) break;
  }
  return hits;
}
