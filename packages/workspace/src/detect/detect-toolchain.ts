import type { Toolchain } from '../workspace.ts';

export interface ToolchainSource {
  readonly paths: readonly string[];
  read(path: string): Promise<string | null>;
}

export async function detectToolchain(_source: ToolchainSource): Promise<Toolchain> {
  return { languages: [], runner: null, testCommand: null, checks: [] };
}
