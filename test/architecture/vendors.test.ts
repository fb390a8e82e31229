import { expect, test } from 'vitest';
import { importsOf, packageOf, projectFiles, roomOf, sourceFiles } from './source-tree.ts';

interface Law {
  readonly what: string;
  readonly packages: RegExp;
  readonly rooms: readonly string[];
}

// One vendor, one room: when it changes its mind, one room changes.
const LAWS: readonly Law[] = [
  { what: 'NATS', packages: /^(@nats-io\/|nats$)/, rooms: ['packages/bus'] },
  {
    what: 'clients of GitHub, Jira, Slack and Sentry',
    packages:
      /^(octokit|@octokit\/(rest|core|app|auth-.*|plugin-.*|graphql)|jira\.js|@slack\/(web-api|bolt|socket-mode)|@sentry\/.*)$/,
    rooms: ['packages/outside'],
  },
  {
    what: 'models and MCP',
    packages: /^(@anthropic-ai\/.*|openai|ai|@modelcontextprotocol\/.*)$/,
    rooms: ['packages/agent', 'packages/mcp-servers'],
  },
  {
    what: 'the OpenTelemetry SDK',
    packages: /^@opentelemetry\/(?!api$|semantic-conventions$)/,
    rooms: ['packages/chassis'],
  },
  { what: 'the logger', packages: /^pino$/, rooms: ['packages/chassis'] },
  { what: 'parsers of code', packages: /tree-sitter/, rooms: ['packages/codegraph'] },
  { what: 'the command line parser', packages: /^commander$/, rooms: ['packages/cli'] },
  {
    what: 'child processes',
    packages: /^(execa|(node:)?child_process)$/,
    rooms: ['packages/workspace', 'packages/local', 'packages/stand-ins'],
  },
];

test.each(LAWS)('only its room knows $what', ({ packages, rooms }) => {
  const trespassers = sourceFiles()
    .filter(({ path }) => !rooms.includes(roomOf(path)))
    .filter(({ text }) => importsOf(text).some((name) => packages.test(packageOf(name))))
    .map(({ path }) => path);
  expect(trespassers).toEqual([]);
});

test('the environment is read in config.ts and main.ts, and nowhere else', () => {
  const readers = sourceFiles()
    .filter(({ path }) => roomOf(path) !== 'packages/cli')
    .filter(({ path }) => !/\/(config|main)\.ts$/.test(path))
    .filter(({ text }) =>
      /\bprocess\.env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from 'node:process'/.test(text),
    )
    .map(({ path }) => path);
  expect(readers).toEqual([]);
});

test('every library is pinned to one exact version, the same in every room', () => {
  const versions = new Map<string, Set<string>>();
  for (const { text } of projectFiles(
    /^((packages|services)\/[^/]+|test)\/package\.json$|^package\.json$/,
  )) {
    const { dependencies, devDependencies } = JSON.parse(text) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string> | undefined
    >;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (name.startsWith('@patchwright/')) continue;
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    }
  }
  const loose = [...versions].filter(
    ([, found]) => found.size > 1 || ![...found].every((version) => /^\d+\.\d+\.\d+/.test(version)),
  );
  expect(loose).toEqual([]);
});

test('the lock file names the optional packages of every platform', () => {
  const [lock] = projectFiles(/^package-lock\.json$/);
  const { packages } = JSON.parse(lock?.text ?? '{}') as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
