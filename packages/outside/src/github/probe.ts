import { z } from 'zod';
import {
  clockFinding,
  faulty,
  findingOfThrown,
  type Probe,
  type ProbeFinding,
  patience,
  well,
  worthKnowing,
} from '../probe/finding.ts';
import {
  createGitHubClient,
  type GitHubClient,
  type GitHubConfig,
  repositoryName,
} from './client.ts';
import { githubEvents, githubPermissions } from './manifest.ts';

const CREDENTIAL = 'patchwright connect github';
const RANK = ['none', 'read', 'write', 'admin'];
const User = z.object({ login: z.string() });
const App = z.object({
  slug: z.string(),
  name: z.string(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
});
const Installation = z.object({
  id: z.number(),
  account: z.object({ login: z.string() }).nullish(),
  suspended_at: z.string().nullish(),
  permissions: z.record(z.string(), z.string()).default({}),
});
const Delivery = z.object({ event: z.string(), status: z.string(), status_code: z.number() });

/** Looks at GitHub with a credential: who we are, what we may, where an App is installed, whether webhooks arrive. Never throws for what GitHub says. */
export async function probeGitHub(
  config: GitHubConfig,
  repositories: readonly string[] = [],
  now: number = Date.now(),
): Promise<Probe> {
  const client = createGitHubClient(config);
  try {
    const seen =
      config.auth.kind === 'app' ? await lookAsApp(client, now) : await lookAsPerson(client, now);
    const each = await Promise.all(repositories.map((one) => lookAtRepository(client, one)));
    return { identity: seen.identity, findings: [...seen.findings, ...each] };
  } catch (thrown) {
    return { identity: undefined, findings: [findingOfThrown('github', thrown, CREDENTIAL)] };
  }
}

async function lookAsPerson(client: GitHubClient, now: number): Promise<Probe> {
  return client.ask(patience(), async (signal) => {
    const { data, headers } = await client.self.rest.users.getAuthenticated({
      request: { signal },
    });
    const { login } = User.parse(data);
    const clock = clockFinding('github', headers.date, now);
    return {
      identity: login,
      findings: [
        well('github', `a token of ${login}`),
        scopesFinding(headers['x-oauth-scopes']),
        ...(clock === undefined ? [] : [clock]),
      ],
    };
  });
}

/** Only classic tokens say what they may; a fine-grained one is found out by what it is used for. */
function scopesFinding(header: unknown): ProbeFinding {
  const name = 'github scopes';
  if (typeof header !== 'string' || header.trim() === '') {
    return worthKnowing(
      name,
      'a fine-grained token does not tell its permissions',
      'name repositories by --repo to have them looked at',
    );
  }
  const scopes = header.split(',').map((scope) => scope.trim());
  return scopes.includes('repo')
    ? well(name, scopes.join(', '))
    : faulty(
        name,
        `${scopes.join(', ') || 'none'}; repo is missing`,
        'give the token the scope repo',
      );
}

async function lookAsApp(client: GitHubClient, now: number): Promise<Probe> {
  return client.ask(patience(), async (signal) => {
    const request = { signal };
    const { apps } = client.self.rest;
    const { data, headers } = await apps.getAuthenticated({ request });
    const app = App.parse(data);
    const installations = z
      .array(Installation)
      .parse(await client.self.paginate(apps.listInstallations, { per_page: 100, request }));
    const listed = await apps.listWebhookDeliveries({ per_page: 30, request });
    const clock = clockFinding('github', headers.date, now);
    return {
      identity: `${app.slug}[bot]`,
      findings: [
        well('github', `the App ${app.name}`),
        permissionsFinding(app.permissions),
        eventsFinding(app.events),
        installationsFinding(installations),
        deliveriesFinding(z.array(Delivery).parse(listed.data)),
        ...(clock === undefined ? [] : [clock]),
      ],
    };
  });
}

function permissionsFinding(given: Readonly<Record<string, string>>): ProbeFinding {
  const name = 'github permissions';
  const missing = githubPermissions.filter(
    (wanted) => RANK.indexOf(given[wanted.name] ?? 'none') < RANK.indexOf(wanted.level),
  );
  if (missing.length === 0) return well(name, `${githubPermissions.length} as asked for`);
  const list = missing.map((one) => `${one.name}: ${one.level} (to ${one.because})`).join('; ');
  return faulty(
    name,
    `missing are ${list}`,
    'give them in the App’s settings, and accept the change in each installation',
  );
}

function eventsFinding(given: readonly string[]): ProbeFinding {
  const name = 'github events';
  const missing = githubEvents.filter((event) => !given.includes(event));
  return missing.length === 0
    ? well(name, `${githubEvents.length} as asked for`)
    : faulty(name, `not told of ${missing.join(', ')}`, 'subscribe to them in the App’s settings');
}

function installationsFinding(found: readonly z.infer<typeof Installation>[]): ProbeFinding {
  const name = 'github installs';
  const owners = found.map(({ account }) => account?.login ?? 'somebody').join(', ');
  if (found.length === 0) {
    return faulty(
      name,
      'the App is installed nowhere',
      'install it from its settings, "Install App"',
    );
  }
  const suspended = found.filter(({ suspended_at: at }) => at !== null && at !== undefined);
  return suspended.length === 0
    ? well(name, owners)
    : faulty(
        name,
        `suspended for ${suspended.map(({ account }) => account?.login).join(', ')}`,
        'have it resumed in the installation’s settings',
      );
}

function deliveriesFinding(found: readonly z.infer<typeof Delivery>[]): ProbeFinding {
  const name = 'github webhooks';
  if (found.length === 0) {
    return worthKnowing(name, 'none was sent lately', 'comment on an issue, and look again');
  }
  const failed = found.filter(({ status_code: code }) => code < 200 || code >= 300);
  const [newest] = failed;
  return newest === undefined
    ? well(name, `the newest ${found.length} arrived`)
    : worthKnowing(
        name,
        `${failed.length} of the newest ${found.length} did not arrive; the last with ${newest.status_code} ${newest.status}`,
        'see whether the gateway can be reached from outside, and send them again in the App’s settings, "Advanced"',
      );
}

async function lookAtRepository(client: GitHubClient, repository: string): Promise<ProbeFinding> {
  const name = 'github repo';
  try {
    return await client.ask(patience(), async (signal) => {
      const at = repositoryName(repository);
      const octokit = await client.of(at.owner, signal);
      const { data } = await octokit.rest.repos.get({ ...at, request: { signal } });
      // An installation's permissions were looked at already, and GitHub tells none here.
      const mayPush = data.permissions?.push ?? true;
      return mayPush
        ? well(name, repository)
        : faulty(name, `${repository} may only be read`, 'give the token write access to it');
    });
  } catch (thrown) {
    return findingOfThrown(name, thrown, `let the token or the App see ${repository}`);
  }
}
