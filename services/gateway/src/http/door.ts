import type { ServiceContext } from '@patchwright/chassis';
import { holds, type Role } from '@patchwright/task';
import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { type Caller, callerByIdentity, callerByToken } from '../access/caller.ts';
import { oidcVerifier } from '../access/oidc.ts';
import { watchTokenFile } from '../access/token-file.ts';
import type { Config } from '../config.ts';
import { personOf } from '../people.ts';
import { type Problem, sendProblem } from './problem.ts';
import { isSameSecret } from './signatures.ts';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Whoever sent a request that came through the door. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('the request did not come through the door');
  return caller;
}

/** Lets in whoever shows a bearer token that we know, and answers everybody else with what is missing. */
export function openDoor({ config, log }: ServiceContext<Config>) {
  const { token, tokensFile, oidc } = config.api;
  const named =
    tokensFile === undefined
      ? undefined
      : watchTokenFile(tokensFile, (reason) =>
          log.error({ reason }, 'the tokens of the API cannot be read; nobody comes in by one'),
        );
  const verifier = oidc === undefined ? undefined : oidcVerifier(oidc);
  const isClosed = token === undefined && named === undefined && verifier === undefined;

  async function identify(given: string): Promise<Caller | string> {
    if (token !== undefined && isSameSecret(given, token)) return tokenHolder(config);
    const found = named?.find(given);
    if (found !== undefined) {
      const isOver = found.expires !== undefined && Date.parse(found.expires) <= Date.now();
      return isOver
        ? `the token "${found.name}" expired at ${found.expires}`
        : callerByToken(found, config.policy);
    }
    if (verifier === undefined || given.split('.').length !== 3) return 'nobody knows this token';
    const outcome = await verifier.verify(given);
    return outcome.kind === 'refused'
      ? outcome.reason
      : callerByIdentity(outcome.identity, config.policy);
  }

  return async function admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (isClosed) return sendProblem(reply, CLOSED);
    const given = /^Bearer (?<token>\S+)$/i.exec(request.headers.authorization ?? '')?.groups;
    const came = given?.token === undefined ? 'there is none' : await identify(given.token);
    if (typeof came === 'string') {
      reply.header('www-authenticate', 'Bearer');
      return sendProblem(reply, {
        status: 401,
        title: 'The bearer token is missing or wrong',
        detail: `${came[0]?.toUpperCase()}${came.slice(1)}.`,
        next: 'Send a token of this mesh as "Authorization: Bearer …".',
      });
    }
    callers.set(request, came);
    return undefined;
  };
}

/** A route that only whoever holds a role may take, as its description says, too. */
export function needs<Schema extends FastifySchema>(role: Role, schema: Schema) {
  return {
    onRequest: allow(role),
    schema: { ...schema, description: `Needs the role ${role}.` },
  };
}

/** Lets on only who holds a role; told is which role is missing. */
function allow(role: Role) {
  return async function check(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { person } = callerOf(request);
    if (holds(person, role)) return undefined;
    return sendProblem(reply, {
      status: 403,
      title: 'That is not allowed',
      code: 'not_allowed',
      detail: `${person.actor} has the role ${person.roles.join(', ') || 'none'}; this needs the role ${role}.`,
      next: 'Ask somebody who has it, or have it given in the policy or to the token.',
    });
  };
}

const CLOSED: Problem = {
  status: 503,
  title: 'The API is closed: it has no token',
  code: 'closed',
  next: 'Set PATCHWRIGHT_API_TOKEN, PATCHWRIGHT_API_TOKENS_FILE or PATCHWRIGHT_OIDC_ISSUER.',
};

/** Whoever has the single token. Without any people in the policy, that is who set the mesh up. */
function tokenHolder({ api, policy }: Config): Caller {
  const person = personOf({ channel: 'cli', names: [api.person] }, policy);
  return {
    person: policy.people.length === 0 ? { ...person, roles: ['admin'] } : person,
    by: 'token',
  };
}
