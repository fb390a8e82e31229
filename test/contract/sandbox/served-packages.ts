import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Writes files below a folder, with the folders in between. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** What a registry answers, by path. */
export type Answers = Readonly<Record<string, string | Buffer>>;

/** A package as a registry has it, and what a lock file says of it. */
export interface ServedPackage {
  readonly answers: Answers;
  readonly lock: string;
}

function sha256(bytes: string | Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

const MODULE = 'numbers.example/evenly';

/** A digest of several files, as `go.sum` has it. */
function goDigest(files: Readonly<Record<string, string>>): string {
  const lines = Object.entries(files)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, text]) => `${sha256(text).toString('hex')}  ${path}\n`);
  return `h1:${sha256(lines.join('')).toString('base64')}`;
}

/** A module of Go below `/go/`, made in `folder`; its lock is a `go.sum`. */
export async function goModule(folder: string): Promise<ServedPackage> {
  const root = `${MODULE}@v1.0.0`;
  const manifest = `module ${MODULE}\n\ngo 1.18\n`;
  const files = {
    [`${root}/go.mod`]: manifest,
    [`${root}/evenly.go`]:
      'package evenly\n\nfunc IsEven(number int) bool { return number%2 == 0 }\n',
  };
  await writeFiles(folder, files);
  // Entries for folders, which `zipfile -c` writes, are refused by Go.
  const pack =
    'import sys, zipfile\nwith zipfile.ZipFile("module.zip", "w") as made:\n  for path in sys.argv[1:]: made.write(path)';
  await run('python3', ['-c', pack, ...Object.keys(files)], { cwd: folder });
  const version = `/go/${MODULE}/@v/v1.0.0`;
  return {
    answers: {
      [`${version}.info`]: JSON.stringify({ Version: 'v1.0.0', Time: '2024-01-01T00:00:00Z' }),
      [`${version}.mod`]: manifest,
      [`${version}.zip`]: await readFile(join(folder, 'module.zip')),
    },
    lock: `${MODULE} v1.0.0 ${goDigest(files)}\n${MODULE} v1.0.0/go.mod ${goDigest({ 'go.mod': manifest })}\n`,
  };
}

/** A crate below `/crates/`, made in `folder`, in a registry whose host is `host`; its lock is its entry of a `Cargo.lock`. */
export async function crate(folder: string, host: string): Promise<ServedPackage> {
  await writeFiles(folder, {
    'evenly-1.0.0/Cargo.toml':
      '[package]\nname = "evenly"\nversion = "1.0.0"\nedition = "2021"\n\n[lib]\npath = "lib.rs"\n',
    'evenly-1.0.0/lib.rs':
      'pub fn is_even(number: u32) -> bool {\n    number.is_multiple_of(2)\n}\n',
  });
  await run('tar', ['-czf', 'evenly.crate', 'evenly-1.0.0'], { cwd: folder });
  const packed = await readFile(join(folder, 'evenly.crate'));
  const cksum = sha256(packed).toString('hex');
  const entry = { name: 'evenly', vers: '1.0.0', deps: [], features: {}, yanked: false, cksum };
  return {
    answers: {
      '/crates/config.json': JSON.stringify({ dl: `http://${host}/crates/files` }),
      '/crates/ev/en/evenly': `${JSON.stringify(entry)}\n`,
      '/crates/files/evenly/1.0.0/download': packed,
    },
    lock: `[[package]]\nname = "evenly"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${cksum}"\n`,
  };
}
