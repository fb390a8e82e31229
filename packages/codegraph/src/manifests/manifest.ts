import { posix } from 'node:path';
import type { SourceFile } from '../source-file.ts';
import { goModule } from './go-module.ts';
import { mavenProject } from './maven-project.ts';
import { npmPackage } from './npm-package.ts';
import { pythonProject, pythonRequirements } from './python-project.ts';

/** What a package manager's file says: under which names others may use what lies here, and what is used of others. */
export interface Manifest {
  readonly kind: 'npm' | 'go' | 'pypi' | 'maven';
  readonly provides: readonly string[];
  /** Names as others provide them; or `owner/name` of a repository that is used directly. */
  readonly needs: readonly string[];
}

const readers: Readonly<Record<string, (text: string) => Manifest>> = {
  'package.json': npmPackage,
  'go.mod': goModule,
  'pyproject.toml': pythonProject,
  'requirements.txt': pythonRequirements,
  'pom.xml': mavenProject,
};

/** Whether the path is that of a manifest that can be read here; those of installed packages are not. */
export function isManifest(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return (
    Object.hasOwn(readers, posix.basename(path)) &&
    !folders.some((folder) => ['node_modules', 'vendor', '.venv'].includes(folder))
  );
}

/** What a manifest says; `undefined` for a file that is none, or that cannot be read. Never throws. */
export function readManifest({ path, text }: SourceFile): Manifest | undefined {
  const read = isManifest(path) ? readers[posix.basename(path)] : undefined;
  try {
    return read?.(text);
  } catch {
    return undefined;
  }
}
