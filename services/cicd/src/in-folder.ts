import { pathRefusal } from '@patchwright/workspace';

/** A command as it is typed in the root of the repository to run in a folder. */
export function inFolder(folder: string | undefined, command: string): string {
  return folder === undefined ? command : `cd ${quoted(folder)} && ${command}`;
}

/** The folder and the command of what `inFolder` made. */
export function outOfFolder(typed: string): {
  readonly folder?: string;
  readonly command: string;
} {
  const [, path, command] = /^cd ('(?:[^']|'\\'')*'|\S+) && (.*)$/s.exec(typed) ?? [];
  if (path === undefined || command === undefined) return { command: typed };
  const folder = path.startsWith("'") ? path.slice(1, -1).replaceAll("'\\''", "'") : path;
  return { folder, command };
}

/** Why nothing is run in a folder that a workflow names, in a few words; `undefined` when it lies in the repository. */
export function folderFault(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const known = pathRefusal(folder) === undefined && !/[$;*?]|^[-~]/.test(folder);
  return known ? undefined : `run in \`${shown(folder)}\`, which is no folder of the repository`;
}

function shown(folder: string): string {
  return folder.replace(/[^\x20-\x7e]|`/g, '?').slice(0, 100);
}

function quoted(folder: string): string {
  return /^[\w@.+/][\w@.+/-]*$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}
