import { matchesGlob, posix } from 'node:path';
import { packageFolders } from '@patchwright/workspace';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Told } from './told-elsewhere.ts';

/** The files of a commit. */
export interface Checkout {
  paths(): Promise<readonly string[]>;
  /** `null` where there is none. */
  read(path: string): Promise<string | null>;
}

/** Where there are more packages than these, only the names of likely ones are read. */
const MOST_NAMES = 200;

const Globs = z.array(z.string());
const Manifest = z.looseObject({
  name: z.string().optional().catch(undefined),
  workspaces: z
    .union([Globs, z.looseObject({ packages: Globs }).transform((one) => one.packages)])
    .optional()
    .catch(undefined),
});
const Workspace = z.looseObject({ packages: Globs.optional().catch(undefined) });

/** A repository, or a folder of it, that says which of its folders are packages. */
interface Monorepo {
  readonly root: string;
  /** Folders below the root, from there. */
  readonly members: readonly string[];
  nameOf(member: string): Promise<string | undefined>;
}

/**
 * The folders of the packages that are meant by what a command was told, by the `workspaces` of the nearest package.json or the
 * pnpm-workspace.yaml from a folder upwards. Only folders of the checkout are answered; none where it cannot be told.
 */
export async function packagesMeant(
  checkout: Checkout,
  from: string,
  { packages, by }: Pick<Told, 'packages' | 'by'>,
): Promise<readonly string[]> {
  const repo = await monorepoAbove(checkout, from);
  if (repo === undefined) return [];
  const meant: string[] = [];
  for (const selector of packages) {
    const found = await (by === 'filter'
      ? filtered(repo, from, selector)
      : selected(repo, from, selector, by));
    if (found.length === 0) return [];
    meant.push(...found);
  }
  return [...new Set(meant.map((member) => posix.join(repo.root, member)))];
}

/** npm goes by the name or the path of a package, or by that of a folder of several; yarn by names alone. */
async function selected(
  repo: Monorepo,
  from: string,
  selector: string,
  by: 'npm' | 'name',
): Promise<readonly string[]> {
  const path = posix.relative(repo.root, posix.join(from, selector));
  const within = repo.members.filter((one) => one === path || one.startsWith(`${path}/`));
  return by === 'npm' && path !== '' && within.length > 0 ? within : named(repo, selector);
}

/** pnpm, bun and turbo have a language for it; what of it speaks of changes, dependents or exceptions is not followed. */
async function filtered(
  repo: Monorepo,
  from: string,
  selector: string,
): Promise<readonly string[]> {
  if (/\.\.\.|[\^![\]]/.test(selector)) return [];
  const path =
    /^\{(.*)\}$/.exec(selector)?.[1] ?? (selector.startsWith('.') ? selector : undefined);
  if (path !== undefined) {
    const pattern = posix.relative(repo.root, posix.join(from, path));
    return repo.members.filter((one) => one === pattern || matchesGlob(one, pattern));
  }
  const exact = await named(repo, selector);
  // A name without a scope stands for the one package that has it in some scope.
  return exact.length > 0 || selector.startsWith('@') ? exact : named(repo, `@*/${selector}`);
}

async function named(repo: Monorepo, pattern: string): Promise<readonly string[]> {
  // Most packages lie in a folder of their name, and one that has it is the one.
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  const isLikely = (member: string) => posix.basename(member) === last;
  const likely = repo.members.filter(isLikely);
  const isSmall = repo.members.length <= MOST_NAMES;
  const others = isSmall ? repo.members.filter((member) => !isLikely(member)) : [];
  const found: string[] = [];
  for (const member of [...likely, ...others]) {
    const name = await repo.nameOf(member);
    if (name === pattern) return [member];
    if (name !== undefined && matchesGlob(name, pattern)) found.push(member);
  }
  return isSmall ? found : [];
}

async function monorepoAbove(checkout: Checkout, from: string): Promise<Monorepo | undefined> {
  for (let root = from; ; root = posix.dirname(root) === '.' ? '' : posix.dirname(root)) {
    const globs = await globsOf(checkout, root);
    if (globs !== undefined) return monorepoAt(checkout, root, globs);
    if (root === '') return undefined;
  }
}

async function globsOf(checkout: Checkout, root: string): Promise<readonly string[] | undefined> {
  const ofPnpm = await checkout.read(posix.join(root, 'pnpm-workspace.yaml'));
  if (ofPnpm !== null) return Workspace.safeParse(parsed(parse, ofPnpm)).data?.packages;
  const manifest = await checkout.read(posix.join(root, 'package.json'));
  if (manifest === null) return undefined;
  return Manifest.safeParse(parsed(JSON.parse, manifest)).data?.workspaces;
}

async function monorepoAt(
  checkout: Checkout,
  root: string,
  globs: readonly string[],
): Promise<Monorepo> {
  const clean = globs.map((glob) => glob.replace(/^(!?)\.?\//, '$1').replace(/\/$/, ''));
  const isMember = (folder: string) =>
    clean.some((glob) => matchesGlob(folder, glob)) &&
    !clean.some((glob) => glob.startsWith('!') && matchesGlob(folder, glob.slice(1)));
  const below = root === '' ? '' : `${root}/`;
  const members = packageFolders('npm', await checkout.paths())
    .filter((folder) => folder.startsWith(below))
    .map((folder) => folder.slice(below.length))
    .filter(isMember);
  return {
    root,
    members,
    async nameOf(member) {
      const text = await checkout.read(posix.join(root, member, 'package.json'));
      return text === null ? undefined : Manifest.safeParse(parsed(JSON.parse, text)).data?.name;
    },
  };
}

function parsed(parser: (text: string) => unknown, text: string): unknown {
  try {
    return parser(text);
  } catch {
    return undefined;
  }
}
