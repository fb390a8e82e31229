import { z } from 'zod';

const Person = z
  .object({
    /** Jira Cloud. */
    accountId: z.string().optional(),
    /** Data Center. */
    name: z.string().optional(),
    displayName: z.string().optional(),
  })
  .nullish();

const Named = z.object({ name: z.string() });

/** What is read of a site. Sites older than the word say nothing: they are Data Centers. */
export const ServerInfoAnswer = z.object({
  deploymentType: z.string().optional(),
  version: z.string().optional(),
  baseUrl: z.string().optional(),
  serverTime: z.string().optional(),
});

/** What is read of a comment. */
export const CommentAnswer = z.object({
  id: z.string(),
  author: Person,
  body: z.string().nullish(),
  created: z.string(),
  properties: z.array(z.object({ key: z.string(), value: z.unknown() })).optional(),
});
export type CommentAnswer = z.infer<typeof CommentAnswer>;

/** What is read of a page of comments. */
export const CommentsAnswer = z.object({
  total: z.number(),
  startAt: z.number(),
  comments: z.array(CommentAnswer),
});

/** What is read of a ticket. */
export const IssueAnswer = z.object({
  key: z.string(),
  fields: z.object({
    summary: z.string(),
    description: z.string().nullish(),
    issuetype: Named,
    status: Named,
    priority: Named.nullish(),
    labels: z.array(z.string()).default([]),
    reporter: Person,
  }),
});

/** What is read of a ticket that was just made, or found. */
export const IssueKey = z.object({ key: z.string() });

/** What is read of a search. */
export const SearchAnswer = z.object({ issues: z.array(IssueKey) });

/** What is read of the tickets that a search finds. */
export const FoundAnswer = z.object({
  issues: z.array(
    z.object({
      key: z.string(),
      fields: z.object({
        summary: z.string(),
        issuetype: Named,
        status: Named,
        priority: Named.nullish(),
        labels: z.array(z.string()).default([]),
      }),
    }),
  ),
});

/** What is read of the fields that are set. */
export const FieldsAnswer = z.object({
  fields: z.object({
    summary: z.string(),
    description: z.string().nullish(),
    priority: Named.nullish(),
    labels: z.array(z.string()).default([]),
  }),
});

/** A status with its category: `new`, `indeterminate` or `done`. */
export const StatusAnswer = z.object({
  name: z.string(),
  statusCategory: z.object({ key: z.string() }).nullish(),
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;

/** What is read of a ticket's place in its workflow. */
export const PlaceAnswer = z.object({ fields: z.object({ status: StatusAnswer }) });

/** What is read of the ways out of a status. */
export const TransitionsAnswer = z.object({
  transitions: z.array(z.object({ id: z.string(), to: StatusAnswer })),
});
export type TransitionsAnswer = z.infer<typeof TransitionsAnswer>;

/** What is read of a remote link. */
export const LinkAnswer = z.object({ id: z.union([z.number(), z.string()]).transform(String) });

/** A description as the Atlassian document format has it. */
export const DocumentAnswer = z.object({
  fields: z.object({
    description: z
      .object({ content: z.array(z.record(z.string(), z.unknown())) })
      .loose()
      .nullish(),
  }),
});

/** A description as wiki markup. */
export const TextAnswer = z.object({ fields: z.object({ description: z.string().nullish() }) });

/** The account of a credential. */
export const Myself = z.object({
  accountId: z.string().optional(),
  name: z.string().optional(),
  displayName: z.string().optional(),
});
