import { type HandCase, needsPerson } from '../case.ts';

const CANCELED = '##[error]The operation was canceled.';

/** Trouble of machines and networks, by the words that are known of it. */
export const infrastructureByHand: readonly HandCase[] = [
  {
    name: 'npm-connection-reset',
    by: 'npm',
    version: '11',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'npm ci',
    output: `npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported
npm error code ECONNRESET
npm error network aborted
npm error network This is a problem related to network connectivity.
npm error network In most cases you are behind a proxy or have bad network settings.
npm error network
npm error network If you are behind a proxy, please make sure that the
npm error network 'proxy' config is set properly.  See: 'npm help config'
npm error A complete log of this run can be found in: /home/runner/.npm/_logs/2026-03-02T09_00_03_512Z-debug-0.log`,
  },
  {
    name: 'yarn-registry-unavailable',
    by: 'yarn',
    version: '1.22.22',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'yarn install --frozen-lockfile',
    output: `yarn install v1.22.22
[1/4] Resolving packages...
[2/4] Fetching packages...
error Error: https://packages.example/is-odd/-/is-odd-3.0.1.tgz: Request failed "503 Service Unavailable"
    at ResponseError.ExtendableBuiltin (/usr/local/lib/node_modules/yarn/lib/cli.js:696:66)
info Visit https://yarnpkg.com/en/docs/cli/install for documentation about this command.`,
  },
  {
    name: 'pip-read-timeout',
    by: 'pip',
    version: '25',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'pip install -r requirements.txt',
    output: `Collecting requests==2.32.3
  Downloading requests-2.32.3-py3-none-any.whl (64 kB)
ERROR: Exception:
Traceback (most recent call last):
  File "/opt/hostedtoolcache/Python/3.12.8/x64/lib/python3.12/site-packages/pip/_vendor/urllib3/response.py", line 438, in _error_catcher
    yield
TimeoutError: The read operation timed out

During handling of the above exception, another exception occurred:

pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='packages.example', port=443): Read timed out.`,
    ends: '##[error]Process completed with exit code 2.',
  },
  {
    name: 'docker-pull-rate-limit',
    by: 'docker',
    version: '28',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'docker compose up -d postgres',
    output: ` postgres Pulling
 postgres Error toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit
Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit.`,
  },
  {
    name: 'apt-mirror-unreachable',
    by: 'apt',
    version: '2.7.14',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'sudo apt-get install -y libvips-dev',
    output: `Reading package lists...
Building dependency tree...
E: Failed to fetch http://azure.archive.ubuntu.com/ubuntu/pool/main/v/vips/libvips-dev_8.15.1-1_amd64.deb  Could not connect to azure.archive.ubuntu.com:80 (52.252.163.49), connection timed out
E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?`,
    ends: '##[error]Process completed with exit code 100.',
  },
  {
    name: 'gradle-could-not-resolve',
    by: 'gradle',
    version: '8.12',
    verdict: needsPerson('network', 'infrastructure'),
    command: './gradlew build',
    output: `FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':compileJava'.
> Could not resolve all files for configuration ':compileClasspath'.
   > Could not resolve com.example:pricing:1.0.
     > Could not get resource 'https://packages.example/maven2/com/example/pricing/1.0/pricing-1.0.pom'.
        > Could not GET 'https://packages.example/maven2/com/example/pricing/1.0/pricing-1.0.pom'. Received status code 502 from server: Bad Gateway

BUILD FAILED in 31s`,
  },
  {
    name: 'npm-disk-full',
    by: 'npm',
    version: '11',
    verdict: needsPerson('disk', 'infrastructure'),
    command: 'npm ci',
    output: `npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write
npm error code ENOSPC
npm error syscall write
npm error errno -28
npm error nospc ENOSPC: no space left on device, write
npm error nospc There appears to be insufficient space on your system to finish.
npm error nospc Clear up some disk space and try again.`,
    ends: '##[error]Process completed with exit code 228.',
  },
  {
    name: 'runner-disk-full',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('disk', 'infrastructure'),
    command: 'npm run build',
    output: `> shop@1.0.0 build
> vite build

transforming...`,
    ends: `##[error]No space left on device : '/home/runner/runners/2.329.0/_diag/pages/8f2c_1.log'`,
  },
  {
    name: 'runner-shutdown',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('runner', 'infrastructure'),
    command: 'npm test',
    output: `
> shop@1.0.0 test
> vitest run

 RUN  v3.0.0 /home/runner/work/shop/shop
`,
    ends: `##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.\n##[error]Process completed with exit code 143.\n${CANCELED}`,
  },
  {
    name: 'runner-lost',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('runner', 'infrastructure'),
    command: 'npm test',
    output: `
> shop@1.0.0 test
> vitest run
`,
    ends: '##[error]The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.',
  },
  {
    name: 'runner-cut-off',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('runner', 'infrastructure'),
    command: 'npx prettier --check .',
    output: 'Checking formatting...',
    ends: null,
    conclusion: 'startup_failure',
  },
  {
    name: 'runner-cancelled',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('cancelled', 'infrastructure'),
    command: 'npm test',
    output: `
> shop@1.0.0 test
> vitest run
`,
    ends: CANCELED,
    conclusion: 'cancelled',
  },
  {
    name: 'runner-superseded',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('cancelled', 'infrastructure'),
    command: 'npm test',
    output: '',
    ends: `##[error]Canceling since a higher priority waiting request for 'ci-refs/heads/agent/shop-42' exists\n${CANCELED}`,
    conclusion: 'cancelled',
  },
  {
    name: 'runner-step-timeout',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('timeout', 'infrastructure'),
    command: 'npm test',
    output: `
> shop@1.0.0 test
> vitest run
`,
    ends: "##[error]The action 'Run npm test' has timed out after 10 minutes.",
  },
  {
    name: 'runner-job-timeout',
    by: 'runner',
    version: '2.329.0',
    verdict: needsPerson('timeout', 'infrastructure'),
    command: 'npm test',
    output: `
> shop@1.0.0 test
> vitest run
`,
    ends: `##[error]The job has exceeded the maximum execution time of 30 minutes.\n${CANCELED}`,
    conclusion: 'timed_out',
  },
  {
    name: 'checkout-server-error',
    by: 'actions/checkout',
    version: '5',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'actions/checkout@v5',
    output: `[command]/usr/bin/git -c protocol.version=2 fetch --no-tags --prune --depth=1 origin +4f1c2d7:refs/remotes/pull/7/merge
remote: Internal Server Error
##[error]fatal: unable to access 'https://github.com/acme/shop/': The requested URL returned error: 500
The process '/usr/bin/git' failed with exit code 128
Waiting 17 seconds before trying again`,
    ends: "##[error]The process '/usr/bin/git' failed with exit code 128",
  },
  {
    name: 'setup-node-server-error',
    by: 'actions/setup-node',
    version: '4',
    verdict: needsPerson('network', 'infrastructure'),
    command: 'actions/setup-node@v4',
    output: `Attempting to download 24.x...
Server Error: 503 Egress is over the account limit.
Waiting 19 seconds before trying again`,
    ends: '##[error]Unexpected HTTP response: 503',
  },
];
