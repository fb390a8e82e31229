import { packageFolders } from '../affected-tests.ts';
import { findInstallations } from '../install/find-installations.ts';
import type { Toolchain } from '../workspace.ts';
import { detectDotnet, detectGo, detectJava, detectRust } from './compiled.ts';
import { detectJavascript } from './javascript.ts';
import { countLanguages } from './languages.ts';
import { detectPython } from './python.ts';
import { detectMake, detectPhp, detectRuby } from './scripting.ts';
import type { Detector, Finding, RepositoryFiles } from './source.ts';

const DETECTORS: readonly Detector[] = [
  detectJavascript,
  detectPython,
  detectGo,
  detectRust,
  detectJava,
  detectDotnet,
  detectRuby,
  detectPhp,
  detectMake,
];

/**
 * What a repository is made of and how it is checked, from the files at its root and its workflows. The tests are those
 * of the ecosystem with most files; the checks are those of all.
 */
export async function detectToolchain(files: RepositoryFiles): Promise<Toolchain> {
  const counts = countLanguages(files.paths);
  const definitions = files.paths.filter((path) =>
    /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
  );
  const workflows = (await Promise.all(definitions.map((path) => files.read(path)))).join('\n');
  const found: Finding[] = [];
  for (const detect of DETECTORS) {
    const finding = await detect(files, workflows);
    if (finding !== undefined) found.push(finding);
  }
  function share(finding: Finding): number {
    return finding.languages.reduce((sum, language) => sum + (counts.get(language) ?? 0), 0);
  }
  const tested = found
    .filter((finding) => finding.testCommand !== null)
    .sort((one, other) => share(other) - share(one))[0];
  const runner = tested?.runner ?? null;
  const packages = packageFolders(runner, files.paths);
  const install = (await findInstallations(files)).map(({ manager, fetch }) => ({
    manager,
    command: fetch,
  }));
  return {
    languages: [...counts]
      .sort(([one, few], [other, many]) => many - few || (one < other ? -1 : 1))
      .map(([language]) => language),
    runner,
    testCommand: tested?.testCommand ?? null,
    checks: found.flatMap((finding) => finding.checks),
    ...(install.length === 0 ? {} : { install }),
    ...(packages.length === 0 ? {} : { packages }),
  };
}
