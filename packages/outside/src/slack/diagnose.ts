import { type Fault, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { faultOfSilence, faultOfStatus, retryAfterMs } from '../http-faults.ts';

const ADVICE = {
  credentials:
    'Check the Slack bot token, reinstall the app if it was removed, and restart the service.',
  permission:
    'Give the Slack app the missing scope (chat:write, channels:history, groups:history) and reinstall it.',
  channel: 'Check the channel’s name and invite the app to it.',
};

const CREDENTIALS = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'org_login_required',
]);
const PERMISSION = new Set([
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'access_denied',
  'restricted_action',
  'ekm_access_denied',
  'team_access_not_granted',
]);
const CHANNEL = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action_read_only_channel',
]);
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** The SDK's errors as far as they are read; told apart by their code. */
interface SlackThrown {
  readonly code: string;
  readonly message: string;
  readonly data?: { readonly error?: string; readonly needed?: string };
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfter?: number;
  readonly original?: unknown;
}

/** Reads what Slack's SDK throws. */
export function diagnoseSlack(thrown: unknown): Fault | undefined {
  if (!isSlackThrown(thrown)) return undefined;
  switch (thrown.code) {
    case 'slack_webapi_rate_limited_error':
      return new Retryable('Slack limits our rate', { afterMs: (thrown.retryAfter ?? 60) * 1000 });
    case 'slack_webapi_request_error':
      return faultOfSilence('Slack', thrown.original ?? thrown);
    case 'slack_webapi_http_error':
      return faultOfStatus({
        system: 'Slack',
        status: thrown.statusCode ?? 500,
        message: thrown.message,
        afterMs: retryAfterMs(thrown.headers?.['retry-after']),
        advice: ADVICE,
      });
    case 'slack_webapi_platform_error':
      return faultOfRefusal(thrown.data?.error ?? 'unknown_error', thrown.data?.needed);
    default:
      return undefined;
  }
}

/** Whether Slack refused for this reason. */
export function isRefusal(thrown: unknown, error: string): boolean {
  return (
    isSlackThrown(thrown) &&
    thrown.code === 'slack_webapi_platform_error' &&
    thrown.data?.error === error
  );
}

function faultOfRefusal(error: string, needed: string | undefined): Fault {
  const said = `Slack refused: ${error}${needed === undefined ? '' : ` (needs ${needed})`}`;
  if (CREDENTIALS.has(error)) {
    return new NeedsHuman(said, { diagnosis: `${said}. ${ADVICE.credentials}` });
  }
  if (PERMISSION.has(error)) {
    return new NeedsHuman(said, { diagnosis: `${said}. ${ADVICE.permission}` });
  }
  if (CHANNEL.has(error)) {
    return new NeedsHuman(said, { diagnosis: `${said}. ${ADVICE.channel}` });
  }
  if (LIMITED.has(error)) return new Retryable(said, { afterMs: 60_000 });
  if (PASSING.has(error)) return new Retryable(said);
  return new Terminal(said);
}

function isSlackThrown(thrown: unknown): thrown is SlackThrown {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  return typeof code === 'string' && code.startsWith('slack_webapi_');
}
