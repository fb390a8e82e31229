import { generateKeyPairSync } from 'node:crypto';
import { startTown, type Town } from './town.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** A town whose gateway is an App on GitHub, so that plans have checks with buttons. */
export async function startAppTown(options: Parameters<typeof startTown>[0] = {}): Promise<Town> {
  const asApp = { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: privateKey };
  const town = await startTown({ ...options, environment: { ...asApp, ...options.environment } });
  town.github.addApp({ id: 7, slug: 'patchwright', key: publicKey });
  return town;
}
