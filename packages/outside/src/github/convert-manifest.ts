import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { createAsk } from '../ask.ts';
import { patience } from '../probe/finding.ts';
import { createRedact } from '../redact.ts';
import { diagnoseGitHub } from './diagnose.ts';
import { PUBLIC_API } from './site.ts';

/** An App that GitHub just made, with the secrets that it shows this once. */
const MadeApp = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.string(),
  pem: z.string(),
  webhook_secret: z.string().nullish(),
});
/** An App as GitHub made it of a manifest, with its secrets. */
export type MadeApp = z.infer<typeof MadeApp>;

/** Takes what GitHub made of a manifest, by the code that it sent back; good once and for an hour. Throws the port's faults. */
export async function convertManifest(baseUrl: string | undefined, code: string): Promise<MadeApp> {
  const ask = createAsk({
    system: 'GitHub',
    redact: createRedact([code]),
    diagnose: diagnoseGitHub,
  });
  const octokit = new Octokit({ baseUrl: baseUrl ?? PUBLIC_API, userAgent: 'patchwright' });
  return ask(patience(), async (signal) => {
    const { data } = await octokit.rest.apps.createFromManifest({ code, request: { signal } });
    return MadeApp.parse(data);
  });
}
