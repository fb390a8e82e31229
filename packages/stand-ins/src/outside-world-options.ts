import { z } from 'zod';

const Port = z.int().min(0).max(65_535);
const Text = z.string().min(1);

const Source = z.union([
  z.strictObject({ path: Text }),
  z.strictObject({ url: Text }),
  z.strictObject({ bare: Text }),
]);

/** A repository that the GitHub stand-in serves. */
export const RepositoryInput = z.strictObject({
  /** `owner/name`. */
  name: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  from: Source,
  base: Text,
  protectedBranches: z.array(Text).exactOptional(),
  /** Checks that must pass before anything is merged into the default branch. */
  requiredChecks: z.array(Text).exactOptional(),
  /** Commands of its checks; without them its workflow files count. */
  ci: z.array(z.strictObject({ workflow: Text, job: Text, run: Text })).exactOptional(),
  /** Who may do what, by login; everyone may write without it. */
  collaborators: z
    .record(z.string(), z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']))
    .exactOptional(),
});

/** A member of the Slack workspace that is there from the start. */
const Member = z.strictObject({
  id: z.string().regex(/^U[A-Z0-9]+$/, 'must look like U0MARIA'),
  name: Text.exactOptional(),
  realName: Text.exactOptional(),
  email: Text.exactOptional(),
});

/** How the outside world is started: plain JSON, so that it can stand in a file. */
export const OutsideWorldOptions = z.strictObject({
  /** Folder for repositories and the work of CI; made when missing. */
  root: Text,
  /** Address of the gateway, to which all webhooks go; none are sent without it. */
  gateway: z.url().exactOptional(),
  /** What callers and webhooks prove themselves with; all made up for this machine. */
  secrets: z.strictObject({
    githubToken: Text,
    githubWebhook: Text,
    jiraToken: Text,
    jiraWebhook: Text,
    slackToken: Text,
    slackSigning: Text,
    sentryToken: Text,
    sentryWebhook: Text,
    modelKey: Text,
  }),
  /** Ports on loopback; 0 or nothing takes any free one. */
  ports: z
    .strictObject({
      github: Port.exactOptional(),
      jira: Port.exactOptional(),
      slack: Port.exactOptional(),
      sentry: Port.exactOptional(),
      model: Port.exactOptional(),
      control: Port.exactOptional(),
    })
    .default({}),
  github: z
    .strictObject({
      botLogin: Text.exactOptional(),
      /** PATH entries and environment of CI jobs. */
      toolPath: z.array(Text).exactOptional(),
      env: z.record(z.string(), z.string()).exactOptional(),
      /** A folder of node packages made visible above the clones of CI. */
      nodeModules: Text.exactOptional(),
      repositories: z.array(RepositoryInput).default([]),
    })
    .prefault({}),
  jira: z
    .strictObject({
      email: Text.default('patchwright@acme.example'),
      /** Account id of the app. */
      bot: Text.exactOptional(),
      projects: z.array(Text).exactOptional(),
    })
    .prefault({}),
  slack: z
    .strictObject({
      channels: z.array(Text).exactOptional(),
      users: z.array(Member).exactOptional(),
      appToken: Text.exactOptional(),
    })
    .prefault({}),
  sentry: z
    .strictObject({
      organization: Text.exactOptional(),
      projects: z.array(Text).exactOptional(),
    })
    .prefault({}),
  model: z
    .strictObject({
      /** Files of scripts. */
      scripts: z.array(Text).exactOptional(),
      /** Names that the model list shows. */
      models: z.array(Text).exactOptional(),
    })
    .prefault({}),
});

/** Options with all defaults filled in, see the schema of the same name. */
export type OutsideWorldOptions = z.infer<typeof OutsideWorldOptions>;

/** What has to be given, see the schema `OutsideWorldOptions`. */
export type OutsideWorldInput = z.input<typeof OutsideWorldOptions>;
