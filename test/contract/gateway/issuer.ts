import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What a token of an issuer says. */
export interface Claims {
  readonly sub?: string;
  readonly aud?: string;
  readonly iss?: string;
  readonly [claim: string]: unknown;
}

/** An identity provider on loopback: discovery and keys over HTTP, and whatever token a test wants. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  /** A token that holds for `seconds`, signed by the issuer's key unless told otherwise. */
  readonly token: (
    claims: Claims,
    options?: { readonly seconds?: number; readonly stranger?: boolean },
  ) => Promise<string>;
  /** From now on it signs with another key. */
  readonly rotate: () => Promise<void>;
  /** Whether it answers. */
  readonly away: (is: boolean) => void;
}

/** Starts an issuer whose tokens are for `audience`. */
export async function startIssuer(audience: string): Promise<Issuer> {
  const stranger = await generateKeyPair('RS256');
  let key = 1;
  let pair = await generateKeyPair('RS256');
  let isAway = false;
  const server = createServer(async (request, response) => {
    if (isAway) {
      request.socket.destroy();
      return;
    }
    const body =
      request.url === '/keys'
        ? { keys: [{ ...(await exportJWK(pair.publicKey)), kid: `k${key}`, alg: 'RS256' }] }
        : { issuer: url, jwks_uri: `${url}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    token: ({ sub = 'u-1', aud = audience, iss = url, ...claims }, options = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: `k${key}` })
        .setSubject(sub)
        .setAudience(aud)
        .setIssuer(iss)
        .setIssuedAt(now)
        .setExpirationTime(now + (options.seconds ?? 300))
        .sign(options.stranger ? stranger.privateKey : pair.privateKey);
    },
    async rotate() {
      pair = await generateKeyPair('RS256');
      key += 1;
    },
    away: (is) => {
      isAway = is;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
