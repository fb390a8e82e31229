import type { Sign } from './sign.ts';

const category = 'infrastructure';

const GONE =
  'ECONNRESET|ECONNREFUSED|ETIMEDOUT|ESOCKETTIMEDOUT|ENOTFOUND|EAI_AGAIN|ERR_SOCKET_TIMEOUT';
const LOST =
  '[Cc]onnection (?:refused|reset|timed out)|i/o timeout|TLS handshake timeout|no such host|unexpected EOF';

/** The machine, the network or somebody's server did not do its part. */
export const infrastructureSigns: readonly Sign[] = [
  {
    category,
    tool: 'runner',
    says: [
      /^The (?:hosted |self-hosted )?runner(?:: .+)? (?:has received a shutdown signal|lost communication with the server)/m,
    ],
  },
  {
    category,
    tool: 'timeout',
    says: [
      /^The (?:action '.*'|job running on runner .*|job) has (?:timed out after|exceeded the maximum execution time)/m,
    ],
  },
  {
    category,
    tool: 'disk',
    says: [
      /^(?:npm (?:error|ERR!) code ENOSPC$|No space left on device\b|\S+: (?:.*: )?(?:write error: )?No space left on device$|(?:OSError|IOError): \[Errno 28\])|^(?:Error|.* Error): ENOSPC: no space left on device/m,
    ],
  },
  {
    category,
    tool: 'memory',
    says: [
      /^(?:FATAL ERROR: .*(?:heap out of memory|Allocation failed)|Process completed with exit code 137\.$|Killed$|\S+: line \d+: +\d+ Killed )|^\s*process didn't exit successfully: .*signal: 9, SIGKILL/m,
    ],
  },
  network(
    new RegExp(String.raw`^npm (?:error|ERR!) (?:code|network) (?:${GONE}|E429|E5\d\d)\b`, 'm'),
  ),
  network(
    new RegExp(
      String.raw`^error .*(?:Request failed "(?:5\d\d|429)|${GONE})|^.?ERR_PNPM_(?:META_FETCH_FAIL|FETCH_(?:5\d\d|429))|trouble with your network connection`,
      'm',
    ),
  ),
  network(
    /^(?:pip\._vendor\.)?urllib3\.exceptions\.\w+(?:Timeout|Protocol|Connection|MaxRetry)\w*: |^ERROR: Could not install packages due to an OSError: HTTPS?ConnectionPool/m,
  ),
  {
    category,
    tool: 'network',
    says: [
      /^WARNING: Retrying \(.*\) after connection broken by /m,
      /^ERROR: (?:No matching distribution found|Could not find a version)/m,
    ],
  },
  network(new RegExp(`^go: .*(?:dial tcp|${LOST}| 50[0-9] )`, 'm')),
  {
    category,
    tool: 'network',
    says: [
      /^(?:error|warning): (?:failed to (?:get|download|fetch|query|load source|sync)|spurious network error|unable to update)/m,
      /(?:^\s*\[\d+\] .*(?:[Cc]ould(?:n't| not) (?:connect|resolve)|Timeout|SSL)|failed to download from `|spurious network error)/m,
      /^error: /m,
    ],
    tells: /^error: |^\s*(?:failed to download|\[\d+\] )/,
  },
  network(
    new RegExp(
      String.raw`^\[(?:ERROR|FATAL)\] .*(?:${LOST}|Connect to .* failed|Unknown host|status code: (?:5\d\d|429)|Could not transfer artifact)`,
      'm',
    ),
  ),
  network(
    new RegExp(
      String.raw`^\s*> Could not (?:GET|HEAD) '.*'\.(?: Received status code (?:5\d\d|429).*)?$|^\s*> (?:Connect to .* failed|${LOST})`,
      'm',
    ),
  ),
  network(
    /^fatal: unable to access '.*': (?!The requested URL returned error: 4)|^error: RPC failed; |^fatal: (?:the remote end hung up unexpectedly|early EOF)$|^ssh: connect to host \S+ port \d+: /m,
  ),
  network(/^curl: \((?:5|6|7|16|18|28|35|52|55|56|92)\) |^curl: \(22\) .* error: (?:5\d\d|429)/m),
  network(
    new RegExp(
      String.raw`^.*\btoomanyrequests: |^(?:ERROR: |Error response from daemon: ).*(?:${LOST}|request canceled|50[234] )`,
      'm',
    ),
  ),
  network(/^E: (?:Failed to fetch|Unable to fetch some archives)/m),
  network(
    new RegExp(
      String.raw`^Unexpected HTTP response: (?:5\d\d|429)|^Failed to (?:download action|resolve action download info|CreateArtifact|FinalizeArtifact)|^Response status code does not indicate success: 5\d\d|^(?:Error: )?(?:read|connect|getaddrinfo) (?:${GONE})`,
      'm',
    ),
  ),
  {
    category,
    tool: 'cancelled',
    says: [/^(?:The operation was canceled\.$|Canceling since a higher priority waiting request)/m],
  },
];

function network(says: RegExp): Sign {
  return { category, tool: 'network', says: [says] };
}
