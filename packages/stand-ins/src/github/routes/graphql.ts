import { buildSchema, GraphQLError, graphql } from 'graphql';
import { setDraft } from '../pull-requests.ts';
import type { PullIssue, RepositoryRecord } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { pullNodeId } from '../render/pull.ts';
import { repositoryHtml } from '../render/repository.ts';
import { nodeId } from '../render/user.ts';
import { type GitHubWorld, pullsOf } from '../world.ts';
import type { Router } from './call.ts';
import { type RefUpdates, updateRefs } from './update-refs.ts';

const schema = buildSchema(`
  type Query {
    viewer: User!
    repository(owner: String!, name: String!): Repository
    node(id: ID!): Node
  }
  type Mutation {
    markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
    convertPullRequestToDraft(input: ConvertPullRequestToDraftInput!): ConvertPullRequestToDraftPayload
    updateRefs(input: UpdateRefsInput!): UpdateRefsPayload
  }
  scalar GitObjectID
  scalar GitRefname
  interface Node { id: ID! }
  type User { login: String! }
  type Repository implements Node {
    id: ID!
    name: String!
    nameWithOwner: String!
    url: String!
    pullRequest(number: Int!): PullRequest
  }
  enum PullRequestState { OPEN CLOSED MERGED }
  enum PullRequestReviewDecision { APPROVED CHANGES_REQUESTED REVIEW_REQUIRED }
  type PullRequest implements Node {
    id: ID!
    number: Int!
    title: String!
    body: String!
    url: String!
    state: PullRequestState!
    isDraft: Boolean!
    merged: Boolean!
    closed: Boolean!
    headRefName: String!
    headRefOid: String!
    baseRefName: String!
    baseRefOid: String!
    createdAt: String!
    updatedAt: String!
    author: User
    reviewDecision: PullRequestReviewDecision
    repository: Repository!
  }
  input MarkPullRequestReadyForReviewInput { pullRequestId: ID!, clientMutationId: String }
  type MarkPullRequestReadyForReviewPayload { clientMutationId: String, pullRequest: PullRequest }
  input ConvertPullRequestToDraftInput { pullRequestId: ID!, clientMutationId: String }
  type ConvertPullRequestToDraftPayload { clientMutationId: String, pullRequest: PullRequest }
  input RefUpdate { name: GitRefname!, afterOid: GitObjectID!, beforeOid: GitObjectID, force: Boolean = false }
  input UpdateRefsInput { repositoryId: ID!, refUpdates: [RefUpdate!]!, clientMutationId: String }
  type UpdateRefsPayload { clientMutationId: String }
`);

interface DraftInput {
  readonly input: { readonly pullRequestId: string; readonly clientMutationId?: string };
}

/** The part of the GraphQL API that REST has no words for: drafts, pull requests by node id, and refs that move only from where they are thought to be. */
export function registerGraphQL({ world, on }: Router): void {
  on('POST', '/graphql', async (call) => {
    const body = (call.body ?? {}) as {
      readonly query?: unknown;
      readonly variables?: Readonly<Record<string, unknown>>;
      readonly operationName?: string;
    };
    if (typeof body.query !== 'string')
      throw new Refusal(400, 'A query attribute must be specified');
    const result = await graphql({
      schema,
      source: body.query,
      rootValue: rootOf(world, call.user),
      variableValues: body.variables ?? {},
      operationName: body.operationName,
    });
    const errors = result.errors?.map((error) => ({
      type: error.extensions.type,
      path: error.path,
      locations: error.locations,
      message: error.message,
    }));
    return errors === undefined ? { data: result.data } : { data: result.data ?? null, errors };
  });
}

function rootOf(world: GitHubWorld, user: string) {
  return {
    viewer: { login: user },
    repository({ owner, name }: { readonly owner: string; readonly name: string }) {
      const found = world.repositories.get(`${owner}/${name}`.toLowerCase());
      if (found === undefined) {
        throw missing(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return renderRepository(world, found);
    },
    node({ id }: { readonly id: string }) {
      const { repository, issue } = pullByNodeId(world, id);
      return renderPull(world, repository, issue);
    },
    markPullRequestReadyForReview: ({ input }: DraftInput) => change(world, user, input, false),
    convertPullRequestToDraft: ({ input }: DraftInput) => change(world, user, input, true),
    async updateRefs({
      input,
    }: {
      readonly input: RefUpdates & { readonly repositoryId: string };
    }) {
      const { repositoryId, clientMutationId = null } = input;
      await updateRefs(world, user, repositoryByNodeId(world, repositoryId), input);
      return { clientMutationId };
    },
  };
}

async function change(
  world: GitHubWorld,
  user: string,
  input: DraftInput['input'],
  draft: boolean,
) {
  const { repository, issue } = pullByNodeId(world, input.pullRequestId);
  if (issue.state !== 'open') {
    throw new GraphQLError('Pull request is closed', { extensions: { type: 'UNPROCESSABLE' } });
  }
  await setDraft(world, repository, issue, user, draft);
  const pullRequest = renderPull(world, repository, issue);
  return { clientMutationId: input.clientMutationId ?? null, pullRequest };
}

function pullByNodeId(world: GitHubWorld, id: string) {
  for (const repository of world.repositories.values()) {
    const issue = pullsOf(repository).find((each) => pullNodeId(each) === id);
    if (issue !== undefined) return { repository, issue };
  }
  throw missing(`Could not resolve to a node with the global id of '${id}'`);
}

function repositoryByNodeId(world: GitHubWorld, id: string): RepositoryRecord {
  for (const repository of world.repositories.values()) {
    if (nodeId('R', repository.id) === id) return repository;
  }
  throw missing(`Could not resolve to a node with the global id of '${id}'`);
}

function missing(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

function renderRepository(world: GitHubWorld, repository: RepositoryRecord) {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    name: repository.name,
    nameWithOwner: repository.fullName,
    url: repositoryHtml(world, repository),
    pullRequest({ number }: { readonly number: number }) {
      const issue = pullsOf(repository).find((each) => each.number === number);
      if (issue === undefined) {
        throw missing(`Could not resolve to a PullRequest with the number of ${number}.`);
      }
      return renderPull(world, repository, issue);
    },
  };
}

function renderPull(world: GitHubWorld, repository: RepositoryRecord, issue: PullIssue) {
  const { pull } = issue;
  return {
    __typename: 'PullRequest',
    id: pullNodeId(issue),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: `${repositoryHtml(world, repository)}/pull/${issue.number}`,
    state: pull.mergedAt !== null ? 'MERGED' : issue.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    closed: issue.state === 'closed',
    headRefName: pull.head,
    headRefOid: pull.headSha,
    baseRefName: pull.base,
    baseRefOid: pull.baseSha,
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    author: { login: issue.user },
    reviewDecision: decisionOf(repository, issue),
    repository: () => renderRepository(world, repository),
  };
}

/** The last word of each reviewer counts; one request for changes outweighs any approval. */
function decisionOf(repository: RepositoryRecord, issue: PullIssue): string | null {
  const last = new Map<string, string>();
  for (const { number, user, state } of repository.reviews) {
    if (number === issue.number && state !== 'COMMENTED') last.set(user, state);
  }
  const states = [...last.values()];
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return states.includes('APPROVED') ? 'APPROVED' : null;
}
