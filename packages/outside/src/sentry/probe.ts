import { z } from 'zod';
import {
  faulty,
  findingOfThrown,
  type Probe,
  type ProbeFinding,
  patience,
  well,
} from '../probe/finding.ts';
import { createSentryClient, type SentryClient, type SentryConfig } from './client.ts';

const CREDENTIAL = 'patchwright connect sentry';
const Root = z.object({
  auth: z.object({ scopes: z.array(z.string()).nullish() }).nullish(),
});
const Organization = z.object({ slug: z.string(), name: z.string().optional() });
const Project = z.object({ slug: z.string() });
/** What is done with errors, in Sentry's words; a scope of a higher level holds the lower ones. */
const SCOPES = ['event:read', 'project:read', 'org:read'] as const;

/** Looks at Sentry with a token: the organisation, what we may, whether the projects are there. Never throws for what Sentry says. */
export async function probeSentry(
  config: SentryConfig,
  projects: readonly string[] = [],
): Promise<Probe> {
  const client = createSentryClient(config);
  try {
    const context = patience();
    const { slug } = await client.ask(context, (signal) => client.get(Organization, '/', signal));
    const { auth } = await client.ask(context, (signal) => client.site(Root, '/', signal));
    return {
      identity: undefined,
      findings: [
        well('sentry', `the organisation ${slug}`),
        ...(auth?.scopes ? [scopesFinding(auth.scopes)] : []),
        ...(projects.length === 0 ? [] : [await lookAtProjects(client, projects)]),
      ],
    };
  } catch (thrown) {
    return { identity: undefined, findings: [findingOfThrown('sentry', thrown, CREDENTIAL)] };
  }
}

function scopesFinding(given: readonly string[]): ProbeFinding {
  const missing = SCOPES.filter((wanted) => {
    const [of] = wanted.split(':');
    return !['read', 'write', 'admin'].some((level) => given.includes(`${of}:${level}`));
  });
  return missing.length === 0
    ? well('sentry scopes', given.join(', '))
    : faulty('sentry scopes', `missing are ${missing.join(', ')}`, 'make a token that has them');
}

async function lookAtProjects(
  client: SentryClient,
  wanted: readonly string[],
): Promise<ProbeFinding> {
  const name = 'sentry projects';
  try {
    return await client.ask(patience(), async (signal) => {
      const found = await client.list(Project, '/projects/', {}, 1000, signal);
      const slugs = found.map(({ slug }) => slug);
      const missing = wanted.filter((slug) => !slugs.includes(slug));
      return missing.length === 0
        ? well(name, wanted.join(', '))
        : faulty(
            name,
            `there is no ${missing.join(', ')}`,
            `there are: ${slugs.slice(0, 20).join(', ')}`,
          );
    });
  } catch (thrown) {
    return findingOfThrown(name, thrown, 'give the token the scope project:read');
  }
}
