import { mends, needsPerson, type RunCase, step } from '../case.ts';

const RUFF = 'ruff check --fix .';
const RUFF_FORMAT = 'ruff format .';
const UNUSED = 'import os\nimport sys\n\n\ndef total(items):\n    return sum(items)\n';
const UGLY = "def total( items ):\n    return sum( items )+len('a')\n";
const UNSORTED =
  'import sys\nimport os\nfrom collections import OrderedDict, Counter\n\nprint(sys, os, OrderedDict, Counter)\n';
const BROKEN = 'def total(items:\n    return sum(items)\n';

/** What linters and formatters of Python find. */
export const pythonLintCases: readonly RunCase[] = [
  {
    name: 'ruff-check',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'lint', RUFF),
    files: { 'shop/total.py': UNUSED },
    steps: step('ruff check .'),
  },
  {
    name: 'ruff-check-on-actions',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'lint', RUFF),
    files: { 'shop/total.py': UNUSED },
    steps: step('ruff check --output-format=github .'),
  },
  {
    name: 'ruff-check-colours',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'lint', RUFF),
    files: { 'shop/total.py': UNUSED },
    env: { FORCE_COLOR: '1', CLICOLOR_FORCE: '1' },
    steps: step('python -m ruff check shop'),
  },
  {
    name: 'ruff-0.1-check',
    tools: 'python-old',
    by: 'ruff',
    verdict: mends('ruff', 'lint', RUFF),
    files: { 'shop/total.py': UNUSED },
    steps: step('ruff check .'),
  },
  {
    name: 'ruff-by-make',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'lint', RUFF),
    files: { Makefile: 'lint:\n\truff check shop\n', 'shop/total.py': UNUSED },
    steps: step('make lint'),
  },
  {
    name: 'ruff-syntax-error',
    tools: 'python-new',
    by: 'ruff',
    verdict: needsPerson('ruff', 'compile'),
    files: { 'shop/total.py': BROKEN, 'shop/cart.py': UNUSED },
    steps: step('ruff check .'),
  },
  {
    name: 'ruff-format',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'format', RUFF_FORMAT),
    files: { 'shop/total.py': UGLY },
    steps: step('ruff format --check .'),
  },
  {
    name: 'ruff-format-diff',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'format', RUFF_FORMAT),
    files: { 'shop/total.py': UGLY, 'shop/cart.py': 'x = 1\n' },
    steps: step('ruff format --diff .'),
  },
  {
    name: 'ruff-0.1-format',
    tools: 'python-old',
    by: 'ruff',
    verdict: mends('ruff', 'format', RUFF_FORMAT),
    files: { 'shop/total.py': UGLY },
    steps: step('ruff format --check .'),
  },
  {
    name: 'ruff-format-syntax-error',
    tools: 'python-new',
    by: 'ruff',
    verdict: needsPerson('ruff', 'compile'),
    files: { 'shop/total.py': BROKEN, 'shop/cart.py': UGLY },
    steps: step('ruff format --check .'),
  },
  {
    name: 'black-check',
    tools: 'python-new',
    by: 'black',
    verdict: mends('black', 'format', 'black .'),
    files: { 'shop/total.py': UGLY, 'shop/cart.py': 'x = 1\n' },
    steps: step('black --check .'),
  },
  {
    name: 'black-22-colours-diff',
    tools: 'python-old',
    by: 'black',
    verdict: mends('black', 'format', 'black .'),
    files: { 'shop/total.py': UGLY },
    // Its own libraries are newer than it knows without a lock, so it says so when it cannot start.
    steps: step('black --check --diff --color .'),
  },
  {
    name: 'black-quiet',
    tools: 'python-new',
    by: 'black',
    verdict: mends('black', 'format', 'black .'),
    files: { 'shop/total.py': UGLY },
    steps: step('black --check --diff --quiet .'),
  },
  {
    name: 'black-syntax-error',
    tools: 'python-new',
    by: 'black',
    verdict: needsPerson('black', 'compile'),
    files: { 'shop/total.py': BROKEN, 'shop/cart.py': UGLY },
    steps: step('black --check .'),
  },
  {
    name: 'isort-check',
    tools: 'python-new',
    by: 'isort',
    verdict: mends('isort', 'format', 'isort .'),
    files: { 'shop/total.py': UNSORTED },
    steps: step('isort --check-only .'),
  },
  {
    name: 'isort-5-diff',
    tools: 'python-old',
    by: 'isort',
    verdict: mends('isort', 'format', 'isort .'),
    files: { 'shop/total.py': UNSORTED },
    steps: step('isort --check --diff --profile black .'),
  },
  {
    name: 'flake8-findings',
    tools: 'python-new',
    by: 'flake8',
    verdict: needsPerson('flake8', 'lint'),
    files: { 'shop/total.py': UNUSED },
    steps: step('flake8 shop'),
  },
  {
    name: 'flake8-syntax-error',
    tools: 'python-new',
    by: 'flake8',
    verdict: needsPerson('flake8', 'compile'),
    files: { 'shop/total.py': BROKEN },
    steps: step('flake8 shop'),
  },
  {
    name: 'pylint-findings',
    tools: 'python-new',
    by: 'pylint',
    verdict: needsPerson('pylint', 'lint'),
    files: { 'shop/total.py': UNUSED },
    steps: step('pylint shop/total.py'),
  },
  {
    name: 'bandit-findings',
    tools: 'python-new',
    by: 'bandit',
    verdict: needsPerson('bandit', 'security'),
    files: {
      'shop/total.py': `import subprocess\n\nPASSWORD = "hunter2"\n\n\ndef run(command):\n    return subprocess.call(command, shell=True)\n`,
    },
    steps: step('bandit -q -r shop'),
  },
  {
    name: 'pre-commit-rewrites',
    tools: 'python-new',
    by: 'pre-commit',
    verdict: mends('isort', 'format', 'isort . && black .'),
    files: {
      '.pre-commit-config.yaml': `repos:
  - repo: local
    hooks:
      - {id: isort, name: isort (python), entry: isort, language: system, types: [python]}
      - {id: black, name: black, entry: black, language: system, types: [python]}
`,
      'shop/total.py': `${UNSORTED}\n\ndef count( items ):\n    return len(items)\n`,
    },
    before: 'git init -q . && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm x',
    steps: step('pre-commit run --all-files --show-diff-on-failure'),
  },
  {
    name: 'pre-commit-hooks',
    tools: 'python-new',
    by: 'pre-commit',
    verdict: mends('ruff', 'lint', `${RUFF} && ${RUFF_FORMAT}`),
    files: {
      '.pre-commit-config.yaml': `repos:
  - repo: local
    hooks:
      - {id: check-yaml, name: check yaml, entry: 'true', language: system}
      - {id: ruff, name: ruff (legacy alias), entry: ruff check --force-exclude, language: system, types: [python]}
      - {id: ruff-format, name: ruff format, entry: ruff format --check, language: system, types: [python]}
`,
      'shop/total.py': `${UNUSED}\n\ndef count( items ):\n    return len(items)\n`,
    },
    before: 'git init -q . && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm x',
    steps: step('pre-commit run --all-files --color=always'),
  },
];
