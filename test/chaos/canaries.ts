import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mesh, meshPaths } from '@patchwright/local';

/** As much of a secret as a log may cut it down to, and it is still one. */
const PART = 12;

/** Where secrets of the mesh came to light: in what services logged, what lies on the streams, or what people see. */
export async function leaks(
  mesh: Mesh,
  texts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { logs } = meshPaths(mesh.stateDir);
  const places: Record<string, string> = { ...texts };
  for (const name of await readdir(logs)) {
    // The outside world knows the secrets, being the other side of them.
    if (name !== 'outside.log') places[name] = await readFile(join(logs, name), 'utf8');
  }
  const found: string[] = [];
  for (const [what, secret] of Object.entries(mesh.circumstances.secrets)) {
    const forms = [...partsOf(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    for (const [place, text] of Object.entries(places)) {
      if (forms.some((form) => text.includes(form))) found.push(`${what} stands in ${place}`);
    }
  }
  return found;
}

function partsOf(secret: string): readonly string[] {
  return Array.from({ length: secret.length - PART + 1 }, (_, at) => secret.slice(at, at + PART));
}
