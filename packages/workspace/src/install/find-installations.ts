import type { RepositoryFiles } from '../detect/source.ts';
import { findDotnet, findGo, findGradle, findMaven, findRust } from './compiled.ts';
import type { Installation, InstallationFinder } from './installation.ts';
import { findJavascript } from './javascript.ts';
import { findPython } from './python.ts';
import { findPhp, findRuby } from './scripting.ts';

const FINDERS: readonly InstallationFinder[] = [
  findJavascript,
  findPython,
  findGo,
  findRust,
  findMaven,
  findGradle,
  findDotnet,
  findRuby,
  findPhp,
];

/** All that has to be installed before a repository's tests can run, by what its manifests say. Empty where they name nothing. */
export async function findInstallations(files: RepositoryFiles): Promise<readonly Installation[]> {
  const found = await Promise.all(FINDERS.map((find) => find(files)));
  return found.filter((installation) => installation !== undefined);
}
