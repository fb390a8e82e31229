import { createHash } from 'node:crypto';
import { Terminal } from '@patchwright/faults';
import type { WritesOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { outgoingMessage } from '../outgoing/markdown.ts';
import { atRepository, type RepositorySite } from './at-repository.ts';
import { type GitHubClient, noneFor404 } from './client.ts';
import { CommitAnswer, EntryAnswer, RefAnswer, WrittenAnswer } from './schemas.ts';

/** The writes of GitHub that change branches and files without a clone. */
export type ContentWrites = WritesOf<GitHub, 'ensureBranch' | 'ensureFile'>;

/** States the writes over a client: a branch is found again by its name, a file by its bytes. */
export function contentWrites(client: GitHubClient): ContentWrites {
  const at = atRepository(client);

  return {
    ensureBranch: {
      probe: ({ branch, ...input }, context) =>
        at(input, context, async (site) => {
          const sha = await headOf(site, branch);
          return sha === undefined ? undefined : { branch, sha };
        }),
      perform: ({ branch, from, ...input }, context) =>
        at(input, context, async (site) => {
          const { octokit, name, signal } = site;
          const there = await headOf(site, branch);
          if (there !== undefined) return { branch, sha: there };
          const { data } = await octokit.rest.repos.getCommit({
            ...name,
            ref: from,
            request: { signal },
          });
          const { sha } = CommitAnswer.parse(data);
          await octokit.rest.git.createRef({
            ...name,
            ref: `refs/heads/${branch}`,
            sha,
            request: { signal },
          });
          return { branch, sha };
        }),
    },

    ensureFile: {
      probe: (input, context) =>
        at(input, context, async (site) => {
          const { branch, path, content } = input;
          const blob = blobOf(content);
          return (await fileAt(site, branch, path)) === blob ? { branch, path, blob } : undefined;
        }),
      perform: (input, context) =>
        at(input, context, async (site) => {
          const { octokit, name, signal } = site;
          const { branch, path, content } = input;
          const message = outgoingMessage(input.message);
          const before = await fileAt(site, branch, path);
          const blob = blobOf(content);
          if (before === blob) return { branch, path, blob };
          const { data } = await octokit.rest.repos.createOrUpdateFileContents({
            ...name,
            path,
            branch,
            message,
            content: Buffer.from(content).toString('base64'),
            // GitHub refuses the write when the file is another by now: nobody's work is overwritten unseen.
            ...(before === undefined ? {} : { sha: before }),
            request: { signal },
          });
          return { branch, path, blob: WrittenAnswer.parse(data).content.sha };
        }),
    },
  };
}

async function headOf({ octokit, name, signal }: RepositorySite, branch: string) {
  const answer = await octokit.rest.git
    .getRef({ ...name, ref: `heads/${branch}`, request: { signal } })
    .catch(noneFor404);
  return answer === null ? undefined : RefAnswer.parse(answer.data).object.sha;
}

/** The blob of a file on a branch; `undefined` without one. */
async function fileAt({ octokit, name, signal }: RepositorySite, branch: string, path: string) {
  const answer = await octokit.rest.repos
    .getContent({ ...name, path, ref: branch, request: { signal } })
    .catch(noneFor404);
  if (answer === null) return undefined;
  const entry = EntryAnswer.safeParse(answer.data);
  if (!entry.success) throw new Terminal(`${path} is there on ${branch}, but it is no file`);
  return entry.data.sha;
}

function blobOf(content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
