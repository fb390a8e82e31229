/** The address of github.com's own API. */
export const PUBLIC_API = 'https://api.github.com';

/** The site that people see, from the address of its API: github.com, an enterprise server, or one that serves both alike. */
export function gitSiteOf(baseUrl: string | undefined): string {
  const api = baseUrl?.replace(/\/+$/, '') ?? PUBLIC_API;
  return api === PUBLIC_API ? 'https://github.com' : api.replace(/\/api\/v3$/, '');
}
