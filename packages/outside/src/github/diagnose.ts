import type { Fault } from '@patchwright/faults';
import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { faultOfSilence, faultOfStatus, retryAfterMs } from '../http-faults.ts';

const ADVICE = {
  credentials:
    'Check the GitHub token, or the App’s id, private key and installation, and restart the service.',
  permission:
    'Give the token or the App the missing permission on this repository (contents, pull requests, issues and checks: write; actions: read) and accept the change in the installation.',
};
const LIMITED = /rate limit|secondary|abuse/i;

/** An octokit error as far as it is read; the SDK's classes may stand twice in a tree, so shape decides. */
interface Refused {
  readonly status: number;
  readonly message: string;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

/** Reads what octokit throws: refusals over REST, errors of GraphQL, no answer at all. */
export function diagnoseGitHub(thrown: unknown): Fault | undefined {
  if (isGraphqlError(thrown)) return faultOfGraphql(thrown);
  if (!isRefused(thrown)) return undefined;
  const { response } = thrown;
  // Without a response the status is made up by the SDK.
  if (response === undefined) return faultOfSilence('GitHub', thrown);
  const limited = waitOf(thrown, response.headers);
  if (limited !== undefined) return limited;
  const needed = response.headers['x-accepted-github-permissions'];
  const permission =
    needed === undefined ? ADVICE.permission : `${ADVICE.permission} GitHub asks for: ${needed}.`;
  return faultOfStatus({
    system: 'GitHub',
    status: thrown.status,
    message:
      thrown.status === 404
        ? `${thrown.message} (or the token may not see it)`
        : `${thrown.message}`,
    afterMs: retryAfterMs(response.headers['retry-after']),
    advice: { ...ADVICE, permission },
  });
}

function waitOf(refused: Refused, headers: NonNullable<Refused['response']>['headers']) {
  if (refused.status !== 403 && refused.status !== 429) return undefined;
  const said = retryAfterMs(headers['retry-after']);
  const exhausted = String(headers['x-ratelimit-remaining']) === '0';
  if (refused.status === 403 && said === undefined && !exhausted && !LIMITED.test(refused.message))
    return undefined;
  const reset = Number(headers['x-ratelimit-reset']);
  const untilReset =
    exhausted && Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : undefined;
  const afterMs = said ?? untilReset ?? 60_000;
  return new Retryable(`GitHub limits our rate: ${refused.message}`, { afterMs });
}

interface GraphqlError {
  readonly errors: readonly { readonly message: string; readonly type?: string }[];
}

function faultOfGraphql({ errors }: GraphqlError): Fault {
  const message = errors.map((error) => error.message).join('; ');
  const types = new Set(errors.map((error) => error.type));
  if (types.has('RATE_LIMITED')) return new Retryable(`GitHub limits our rate: ${message}`);
  if (types.has('FORBIDDEN') || types.has('INSUFFICIENT_SCOPES')) {
    const said = `GitHub refused: ${message}`;
    return new NeedsHuman(said, { diagnosis: `${said}. ${ADVICE.permission}` });
  }
  if (/something went wrong|timeout/i.test(message)) return new Retryable(`GitHub: ${message}`);
  return new Terminal(`GitHub refused: ${message}`);
}

function isGraphqlError(thrown: unknown): thrown is GraphqlError {
  return (
    thrown instanceof Error &&
    thrown.name === 'GraphqlResponseError' &&
    Array.isArray((thrown as { errors?: unknown }).errors)
  );
}

function isRefused(thrown: unknown): thrown is Refused {
  return (
    thrown instanceof Error &&
    (thrown.name === 'HttpError' || 'request' in thrown) &&
    typeof (thrown as { status?: unknown }).status === 'number'
  );
}
