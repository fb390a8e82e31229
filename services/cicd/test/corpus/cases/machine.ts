import { needsPerson, type RunCase, step } from '../case.ts';

const BASIC = '{"name":"shop","version":"1.0.0"}\n';

/** Installing, permissions and the machine itself. */
export const machineCases: readonly RunCase[] = [
  {
    name: 'npm-no-such-version',
    tools: 'system',
    by: 'npm',
    verdict: needsPerson('npm', 'import'),
    files: {
      'package.json': '{"name":"shop","version":"1.0.0","dependencies":{"is-odd":"99.0.0"}}\n',
    },
    steps: step('npm install'),
  },
  {
    name: 'npm-peer-conflict',
    tools: 'system',
    by: 'npm',
    verdict: needsPerson('npm', 'import'),
    files: {
      'package.json':
        '{"name":"shop","version":"1.0.0","dependencies":{"react":"17.0.2","react-dom":"18.2.0"}}\n',
    },
    steps: step('npm install'),
  },
  {
    name: 'npm-lock-out-of-date',
    tools: 'system',
    by: 'npm',
    verdict: needsPerson('npm', 'import'),
    files: {
      'package.json': '{"name":"shop","version":"1.0.0","dependencies":{"is-odd":"3.0.1"}}\n',
      'package-lock.json':
        '{"name":"shop","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"shop","version":"1.0.0"}}}\n',
    },
    steps: step('npm ci'),
  },
  {
    name: 'npm-offline',
    tools: 'system',
    by: 'npm',
    verdict: needsPerson('network', 'infrastructure'),
    files: {
      'package.json': '{"name":"shop","version":"1.0.0","dependencies":{"is-odd":"3.0.1"}}\n',
    },
    env: {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      npm_config_cache: '.npm',
    },
    steps: step('npm install'),
  },
  {
    name: 'npm-missing-script',
    tools: 'system',
    by: 'npm',
    verdict: needsPerson(null, 'unknown'),
    files: { 'package.json': BASIC },
    steps: step('npm run verify'),
  },
  {
    name: 'pip-no-such-version',
    tools: 'system',
    by: 'pip',
    verdict: needsPerson('pip', 'import'),
    files: { 'requirements.txt': 'idna==99.0\n' },
    steps: step('python3 -m pip install --target lib -r requirements.txt'),
  },
  {
    name: 'pip-conflict',
    tools: 'system',
    by: 'pip',
    verdict: needsPerson('pip', 'import'),
    files: { 'requirements.txt': 'requests==2.32.3\nurllib3==1.20\n' },
    steps: step('python3 -m pip install --target lib -r requirements.txt'),
  },
  {
    name: 'pip-offline',
    tools: 'system',
    by: 'pip',
    verdict: needsPerson('network', 'infrastructure'),
    files: { 'requirements.txt': 'idna==3.10\n' },
    steps: step(
      'python3 -m pip install --index-url http://127.0.0.1:9/simple --retries 1 --target lib -r requirements.txt',
    ),
  },
  {
    name: 'shell-not-executable',
    tools: 'system',
    by: 'bash',
    verdict: needsPerson('shell', 'permission'),
    files: { 'scripts/deploy.sh': 'echo deployed\n' },
    steps: step('./scripts/deploy.sh'),
  },
  {
    name: 'shell-command-not-found',
    tools: 'system',
    by: 'bash',
    verdict: needsPerson(null, 'unknown'),
    files: { 'package.json': BASIC },
    steps: step('terraform-docs --check .'),
  },
  {
    name: 'node-read-only-file',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node', 'permission'),
    files: {
      'write.mjs': `const error = Object.assign(new Error("EACCES: permission denied, open '/etc/shop.conf'"), { errno: -13, code: 'EACCES', syscall: 'open', path: '/etc/shop.conf' });\nthrow error;\n`,
    },
    steps: step('node write.mjs'),
  },
  {
    name: 'shell-disk-full',
    tools: 'system',
    by: 'bash',
    verdict: needsPerson('disk', 'infrastructure'),
    files: { 'a.txt': 'a\n' },
    steps: step('cat a.txt > /dev/full'),
  },
  {
    name: 'node-out-of-memory',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('memory', 'infrastructure'),
    files: { 'build.mjs': `const kept = [];\nfor (;;) kept.push(new Array(1000).fill({}));\n` },
    steps: step('node --max-old-space-size=24 build.mjs'),
  },
  {
    name: 'shell-killed',
    tools: 'system',
    by: 'bash',
    verdict: needsPerson('memory', 'infrastructure'),
    files: { 'a.txt': 'a\n' },
    steps: step("bash -c 'kill -9 $$'"),
  },
  {
    name: 'git-unreachable',
    tools: 'system',
    by: 'git',
    verdict: needsPerson('network', 'infrastructure'),
    files: { 'a.txt': 'a\n' },
    steps: step('git clone https://127.0.0.1:9/acme/pricing.git'),
  },
  {
    name: 'curl-refused',
    tools: 'system',
    by: 'bash',
    verdict: needsPerson('network', 'infrastructure'),
    files: { 'a.txt': 'a\n' },
    steps: step('curl -fsSL https://127.0.0.1:9/install.sh -o install.sh'),
  },
  {
    name: 'shell-own-script',
    tools: 'system',
    by: 'bash',
    verdict: needsPerson(null, 'unknown'),
    files: {
      'check.sh': 'echo "Checking licences"\necho "2 files have no licence header"\nexit 3\n',
    },
    steps: step('sh check.sh'),
  },
];
