import { MINIMUM_VERSION } from './version.ts';

/** One place that was looked at, and why it gave no server. */
export interface Attempt {
  readonly where: string;
  readonly why: string;
}

/** No nats-server that is new enough could be found or fetched. The message says what was tried and what to do. */
export class NatsServerMissing extends Error {
  override readonly name = 'NatsServerMissing';
  readonly attempts: readonly Attempt[];

  constructor(attempts: readonly Attempt[]) {
    super(describe(attempts));
    this.attempts = attempts;
  }
}

function describe(attempts: readonly Attempt[]): string {
  return [
    `No nats-server ${MINIMUM_VERSION} or newer was found, and none could be fetched.`,
    ...attempts.map((attempt) => `  - ${attempt.where}: ${attempt.why}`),
    'Do one of these, then start again:',
    '  - install nats-server (https://docs.nats.io/running-a-nats-service/introduction/installation) so that it is on your PATH',
    '  - point NATS_SERVER at a nats-server binary you have',
    '  - install Go 1.24 or newer, or Python with pip: either is used to fetch it',
  ].join('\n');
}
