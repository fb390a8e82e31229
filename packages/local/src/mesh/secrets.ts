import { randomBytes } from 'node:crypto';

/** What the parts of a mesh on this machine prove themselves to each other with; made up anew for each mesh. */
export interface MeshSecrets {
  /** Bearer token of the gateway's API. */
  readonly api: string;
  readonly githubToken: string;
  readonly githubWebhook: string;
  readonly jiraToken: string;
  readonly jiraWebhook: string;
  readonly slackToken: string;
  readonly slackSigning: string;
  readonly sentryToken: string;
  readonly sentryWebhook: string;
  readonly modelKey: string;
}

/** Secrets of 128 random bits each, in hexadecimal. */
export function newSecrets(): MeshSecrets {
  const secret = () => randomBytes(16).toString('hex');
  return {
    api: secret(),
    githubToken: secret(),
    githubWebhook: secret(),
    jiraToken: secret(),
    jiraWebhook: secret(),
    slackToken: secret(),
    slackSigning: secret(),
    sentryToken: secret(),
    sentryWebhook: secret(),
    modelKey: secret(),
  };
}
