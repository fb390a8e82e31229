import type { Diff } from '@patchwright/task/api';
import { shorten } from './shorten.ts';

/** What a task's branch changes, file by file, with the address of the whole. */
export function diffText({ task, files, additions, deletions, url, base, head }: Diff): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  return shorten(
    [
      `${task} changes ${count}, +${additions} -${deletions} (${base.slice(0, 8)}...${head.slice(0, 8)}): ${url}`,
      ...files.map((file) => {
        const from = file.previousPath === undefined ? '' : ` (was ${file.previousPath})`;
        return `- ${file.status} ${file.path}${from} +${file.additions} -${file.deletions}`;
      }),
    ],
    url,
  );
}
