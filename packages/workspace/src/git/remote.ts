import { Terminal } from '@patchwright/faults';

/** Where a repository lies and how its door is opened. */
export interface Remote {
  /** `https://…`, `http://…`, `file://…` or an absolute path; never with a user or a password in it. */
  readonly url: string;
  /** Sent as a header that appears in no argument, no file and no message. */
  readonly authorization?: { readonly user?: string; readonly token: string };
  /** How large the host says that the repository is, in MB; `undefined` when it does not say. Asked before it is fetched for the first time. */
  readonly megabytes?: () => Promise<number | undefined>;
}

/** What a remote is opened for: to read it, or to push to it. */
export type RemoteUse = 'read' | 'write';

/** What a call on a remote needs: its address, settings handed over by environment, and the words to strike from messages. */
export interface RemoteAccess {
  readonly url: string;
  readonly config: readonly (readonly [key: string, value: string])[];
  readonly secrets: readonly string[];
}

/**
 * Turns a remote into what git is given.
 *
 * @throws Terminal when the address carries credentials or speaks a protocol that is not allowed.
 */
export function remoteAccess(repository: string, remote: Remote): RemoteAccess {
  if (remote.url.startsWith('/')) {
    return { url: remote.url, config: [['protocol.file.allow', 'always']], secrets: [] };
  }
  if (!URL.canParse(remote.url)) {
    throw new Terminal(`The address of ${repository} is not a URL and not an absolute path.`);
  }
  const url = new URL(remote.url);
  if (url.username !== '' || url.password !== '') {
    throw new Terminal(
      `The address of ${repository} carries credentials; give them as \`authorization\` instead, so that they appear in no argument and no file.`,
    );
  }
  if (url.protocol === 'file:') {
    return { url: remote.url, config: [['protocol.file.allow', 'always']], secrets: [] };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Terminal(
      `The address of ${repository} speaks ${url.protocol.slice(0, -1)}; only https, http and files are allowed.`,
    );
  }
  const protocol = [[`protocol.${url.protocol.slice(0, -1)}.allow`, 'always']] as const;
  if (remote.authorization === undefined) {
    return { url: remote.url, config: protocol, secrets: [] };
  }
  const { user = 'x-access-token', token } = remote.authorization;
  const basic = Buffer.from(`${user}:${token}`).toString('base64');
  return {
    url: remote.url,
    config: [
      ...protocol,
      // Bound to the origin, so a redirect elsewhere does not carry it along.
      [`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basic}`],
    ],
    secrets: [token, basic],
  };
}
