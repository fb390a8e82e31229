import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { WritesOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { outgoingLine } from '../outgoing/markdown.ts';
import { type GitHubClient, type RepositoryName, repositoryName } from './client.ts';
import { marked, stickyMarker, stickyRevision } from './markers.ts';

/** The writes of check runs. */
export type CheckRunWrites = WritesOf<GitHub, 'ensureCheckRun'>;

type Wanted = Parameters<GitHub['ensureCheckRun']>[0];

/** What is read of a check run of ours. */
const OwnCheck = z.object({
  id: z.number(),
  html_url: z.string().nullish(),
  external_id: z.string().nullish(),
  output: z.object({ summary: z.string().nullish() }),
});
type OwnCheck = z.infer<typeof OwnCheck>;

/** What GitHub takes at most: characters of a button's label, description and identifier, and buttons. */
const LABEL = 20;
const DESCRIPTION = 40;
const IDENTIFIER = 20;
const BUTTONS = 3;
/** What every external id of ours begins with, so that our own checks are told from others'. */
const OURS = 'patchwright/';

/** States the writes of check runs. Only an App may make them: GitHub refuses them to a person's token. */
export function checkRunWrites(client: GitHubClient): CheckRunWrites {
  async function find(
    octokit: Octokit,
    name: RepositoryName,
    input: Wanted,
    signal: AbortSignal,
  ): Promise<OwnCheck | undefined> {
    const listed = await octokit.paginate(octokit.rest.checks.listForRef, {
      ...name,
      ref: input.sha,
      check_name: input.name,
      filter: 'all',
      per_page: 100,
      request: { signal },
    });
    return z
      .array(OwnCheck)
      .parse(listed)
      .filter((check) => check.external_id === externalIdOf(input.about))
      .sort((a, b) => a.id - b.id)[0];
  }

  return {
    ensureCheckRun: {
      probe: (input, context) =>
        client.ask(context, async (signal) => {
          const name = repositoryName(input.repository);
          const found = await find(await client.of(name.owner, signal), name, input, signal);
          return found !== undefined && revisionOf(found, input.about) >= input.revision
            ? receiptOf(found)
            : undefined;
        }),
      perform: (input, context) =>
        client.ask(context, async (signal) => {
          refuseWhatDoesNotFit(input);
          const name = repositoryName(input.repository);
          const octokit = await client.of(name.owner, signal);
          const found = await find(octokit, name, input, signal);
          if (found !== undefined && revisionOf(found, input.about) >= input.revision) {
            return receiptOf(found);
          }
          const fields = { ...name, ...fieldsOf(input, client.outgoing), request: { signal } };
          const { data } =
            found === undefined
              ? await octokit.rest.checks.create({ ...fields, head_sha: input.sha })
              : await octokit.rest.checks.update({ ...fields, check_run_id: found.id });
          return receiptOf(OwnCheck.parse(data));
        }),
    },
  };
}

/** Whether a check's external id says that it is one of ours. */
export function isOwnCheck(externalId: string | null | undefined): boolean {
  return externalId?.startsWith(OURS) === true;
}

function externalIdOf(about: string): string {
  return `${OURS}${about}`;
}

function fieldsOf(input: Wanted, outgoing: GitHubClient['outgoing']) {
  const { name, about, revision, title, summary, conclusion, actions, page } = input;
  return {
    name,
    external_id: externalIdOf(about),
    ...(page === undefined ? {} : { details_url: page }),
    status: 'completed' as const,
    conclusion,
    output: {
      title: outgoingLine(title),
      summary: marked(outgoing(summary), stickyMarker(about, revision)),
    },
    actions: actions.map((action) => ({ ...action })),
  };
}

/** GitHub answers 422 for the whole check where one button is too long; a bug of ours is better told by its name. */
function refuseWhatDoesNotFit({ actions }: Wanted): void {
  if (actions.length > BUTTONS) throw new TypeError(`a check has at most ${BUTTONS} buttons`);
  for (const { label, description, identifier } of actions) {
    if (label.length > LABEL) throw new TypeError(`the label "${label}" is longer than ${LABEL}`);
    if (description.length > DESCRIPTION) {
      throw new TypeError(`the description "${description}" is longer than ${DESCRIPTION}`);
    }
    if (identifier.length > IDENTIFIER) {
      throw new TypeError(`the identifier "${identifier}" is longer than ${IDENTIFIER}`);
    }
  }
}

function revisionOf(check: OwnCheck, about: string): number {
  return stickyRevision(check.output.summary ?? '', about) ?? -1;
}

function receiptOf(check: OwnCheck): { readonly id: number; readonly url: string } {
  return { id: check.id, url: check.html_url ?? '' };
}
