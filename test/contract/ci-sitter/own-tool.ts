import { MONOREPO } from './broken.ts';
import type { Broken } from './sitter.ts';

/** A release of a formatter as a package that lies in the repository itself: it ends each file with its own line. */
function release(version: number): Readonly<Record<string, string>> {
  const folder = `tools/prettier-${version}`;
  return {
    [`${folder}/package.json`]: `{ "name": "prettier", "version": "${version}.0.0", "bin": "bin.cjs" }\n`,
    [`${folder}/bin.cjs`]: `#!/usr/bin/env node
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const line = '// laid out by ${version}\\n';
const ugly = readdirSync('.').filter((name) => name.endsWith('.js') && !readFileSync(name, 'utf8').endsWith(line));
if (process.argv.includes('--write')) for (const name of ugly) writeFileSync(name, readFileSync(name, 'utf8') + line);
else if (ugly.length > 0) {
  for (const name of ugly) console.log('[warn] ' + name);
  console.log('[warn] Code style issues found in ' + ugly.length + ' files. Run Prettier with --write to fix.');
  process.exitCode = 1;
}
`,
  };
}

function manifest(more: object, version: number, path: string): string {
  const devDependencies = { prettier: `file:${path}tools/prettier-${version}` };
  return `${JSON.stringify({ private: true, ...more, devDependencies }, undefined, 2)}\n`;
}

const TEXT = 'export const total = 1;\n';

/** A package that is checked by a release of its own, beside the root's: npm installs both, and links each where it is asked for. */
export const ownTool: Broken = {
  name: 'own-tool',
  files: {
    ...release(2),
    ...release(3),
    'package.json': manifest({ workspaces: ['packages/*'] }, 3, ''),
    'packages/web/package.json': manifest(
      { name: 'web', scripts: { format: 'prettier --check .' } },
      2,
      '../../',
    ),
    'packages/api/package.json': MONOREPO['packages/api/package.json'] ?? '',
    'packages/web/total.js': `${TEXT}// laid out by 2\n`,
    '.gitignore': 'node_modules\n',
  },
  executable: ['tools/prettier-2/bin.cjs', 'tools/prettier-3/bin.cjs'],
  change: { 'packages/web/total.js': TEXT },
  jobs: {
    format:
      'npm install --no-package-lock --no-audit --no-fund --offline\nnpm run format --workspaces --if-present',
  },
  testCommand: 'node packages/web/total.js',
};
