import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mesh, meshPaths } from '@patchwright/local';

/** As much of a secret as a log may cut it down to, and it is still one. */
const PART = 12;

/** Where secrets of the mesh came to light: in what services logged, what lies on the streams, or what people see. */
export async function leaks(
  mesh: Mesh,
  texts: Readonly<Record<string, string>>,
  /** Secrets besides those of the mesh, by what they open. */
  more: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { logs } = meshPaths(mesh.stateDir);
  const places: Record<string, string> = { ...texts };
  for (const name of await readdir(logs)) {
    // The outside world knows the secrets, being the other side of them.
    if (name !== 'outside.log') places[name] = await readFile(join(logs, name), 'utf8');
  }
  return leaksIn(places, { ...mesh.circumstances.secrets, ...more });
}

/** Sentences about secrets, or parts of them in any of their forms, that stand in these texts. */
export function leaksIn(
  places: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): readonly string[] {
  const owners = new Map<string, string>();
  for (const [what, secret] of Object.entries(secrets)) {
    for (const form of formsOf(secret)) {
      for (let at = 0; at + PART <= form.length; at += 1) {
        owners.set(form.slice(at, at + PART), what);
      }
    }
  }
  const found = new Set<string>();
  for (const [place, text] of Object.entries(places)) {
    for (let at = 0; at + PART <= text.length; at += 1) {
      const what = owners.get(text.slice(at, at + PART));
      if (what !== undefined) found.add(`${what} stands in ${place}`);
    }
  }
  return [...found];
}

/** The forms in which a secret travels: as it is, escaped, encoded wherever it stood in what was encoded, and backwards. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].flatMap((shift) => {
    // What stands beside it changes the first and the last letters.
    const encoded = Buffer.from(`${'x'.repeat(shift)}${secret}`).toString('base64');
    const whole = encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : 4, -1);
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...base64,
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
    [...secret].reverse().join(''),
  ];
}
