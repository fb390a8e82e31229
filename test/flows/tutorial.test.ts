import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { natsEnvironment, PROJECT, STATE_FOLDER } from '@patchwright/local';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../until.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { blocksOf, missingFrom } from './tutorial-blocks.ts';

const PATIENCE_MS = 60_000;
/** What a command of the tutorial may end with: it is done, or waits for a person. */
const FINE = [0, 3];

let folder: string;
let first: Terminal;
let second: Terminal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-tutorial-'));
  // A clone as the reader has it, but for what they leave behind in it.
  const parts = ['package.json', 'package-lock.json', 'node_modules', 'scripts', 'packages'];
  for (const part of [...parts, 'services', 'docs']) {
    await symlink(join(PROJECT, part), join(folder, part));
  }
  const { clientVariables, cacheDir, server } = natsEnvironment();
  const env = {
    ...clientVariables,
    PATH: [await ownNpx(), clientVariables.PATH].join(delimiter),
    PATCHWRIGHT_CACHE: cacheDir,
    NODE_COMPILE_CACHE: join(cacheDir, 'compiled'),
    ...(server === undefined ? {} : { NATS_SERVER: server }),
  };
  first = openTerminal(folder, env);
  second = openTerminal(folder, env);
});

afterEach(async () => {
  await second?.close(5_000);
  await interrupt();
  await first?.close(20_000);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** What npx would find here, without the second that it takes to look for it each time. */
async function ownNpx(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script = `#!/bin/sh
shift
npm_command=exec exec node '${join(PROJECT, 'packages/cli/bin/patchwright.mjs')}' "$@"
`;
  await writeFile(join(bin, 'npx'), script);
  await chmod(join(bin, 'npx'), 0o755);
  return bin;
}

/** Ctrl-C, as the mesh has it; nothing where none was started, or it has ended already. */
async function interrupt(): Promise<void> {
  const path = join(folder, STATE_FOLDER, 'mesh.json');
  const record = await readFile(path, 'utf8').catch(() => undefined);
  if (record === undefined) return;
  const { pid } = JSON.parse(record) as { readonly pid: number };
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

test('a reader of the tutorial sees what it says, block for block', {
  timeout: 240_000,
}, async () => {
  const markdown = await readFile(join(PROJECT, 'docs/tutorial/first-task.md'), 'utf8');
  const blocks = blocksOf(markdown);
  expect(blocks.filter(({ kind }) => kind === 'typed').length).toBeGreaterThan(6);
  let output = '';
  let read = 0;
  for (const { kind, isFirstTerminal, text, line } of blocks) {
    const where = `docs/tutorial/first-task.md:${line}`;
    if (kind === 'typed' && isFirstTerminal) first.type(text);
    else if (kind === 'typed') {
      const ran = await second.run(text, PATIENCE_MS);
      expect(FINE, `${where}: ${ran.output}`).toContain(ran.exit);
      output = ran.output;
    } else if (!isFirstTerminal) {
      expect(missingFrom(text, output), `${where}, where this was seen:\n${output}`).toEqual([]);
    } else {
      const shown = text.replace(/^\^C\n/, '…\n');
      if (shown !== text) await interrupt();
      const from = read;
      const seen = () => first.printed().slice(from);
      await until(
        `${where} shows what is seen: ${seen()}`,
        () => missingFrom(shown, seen()).length === 0,
        PATIENCE_MS,
      );
      read = first.printed().length;
    }
  }
});

test('a page that says something else than is seen is found out', () => {
  const seen = '12:00  planner     Writing it\n12:01  you  yes\nend\n';
  expect(missingFrom('…\n…  planner  Writing it\n…\nend', seen)).toEqual([]);
  expect(missingFrom('…  planner  Writing it\nend', seen)).toEqual(['end']);
  expect(missingFrom('end\n…\n…  you  yes', seen)).toEqual(['…  you  yes']);
  expect(missingFrom('…  planner  Writing that', seen)).toEqual(['…  planner  Writing that']);
});
