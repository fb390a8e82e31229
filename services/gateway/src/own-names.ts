import type { ServiceContext } from '@patchwright/chassis';
import { messageOf } from '@patchwright/faults';
import { githubLogin, jiraAccount } from '@patchwright/outside';
import type { Config } from './config.ts';
import type { Rules } from './translate/rules.ts';

/** A system that does not say at once who we are is asked again later; words are not kept waiting for it. */
const PATIENCE_MS = 5000;
const AGAIN_MS = 60_000;

/**
 * The rules of translation with our own names in them: as they are configured, else as GitHub and Jira call whoever our credentials
 * belong to. Each is asked once; while one does not answer, its name is left open and asked for again after a minute.
 */
export function rulesWithOwnNames({
  config,
  log,
  signal,
}: Pick<ServiceContext<Config>, 'config' | 'log' | 'signal'>): () => Promise<Rules> {
  const { rules, github, jira } = config;

  function name(
    system: string,
    configured: string | undefined,
    ask: ((context: Asking) => Promise<string | undefined>) | undefined,
  ): () => Promise<string | undefined> {
    if (configured !== undefined || ask === undefined) return async () => configured;
    let asked: Promise<string | undefined> | undefined;
    let askedAt = 0;
    return () => {
      if (asked !== undefined) return asked;
      if (askedAt > 0 && performance.now() - askedAt < AGAIN_MS) return Promise.resolve(undefined);
      askedAt = performance.now();
      const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      asked = ask({ signal: limit, progress() {} }).catch((thrown: unknown) => {
        asked = undefined;
        const reason = messageOf(thrown);
        log.warn({ system, reason }, 'who we are there could not be asked; it is asked again');
        return undefined;
      });
      return asked;
    };
  }

  const onGitHub = name(
    'github',
    rules.botLogin,
    github && ((context) => githubLogin(github, context)),
  );
  const inJira = name('jira', rules.botAccount, jira && ((context) => jiraAccount(jira, context)));
  return async () => {
    const [botLogin, botAccount] = await Promise.all([onGitHub(), inJira()]);
    return { ...rules, botLogin, botAccount };
  };
}

type Asking = Parameters<typeof githubLogin>[1];
