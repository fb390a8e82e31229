import { setTimeout as pause } from 'node:timers/promises';
import { type CallContext, definePort, type Fault, Retryable } from '@patchwright/faults';
import { anthropicProvider } from './anthropic/provider.ts';
import { bedrockProvider } from './bedrock/provider.ts';
import type { ModelAnswer, ModelRequest, PassedOver } from './model.ts';
import type { ModelSettings, ProviderSettings } from './model-settings.ts';
import { openaiProvider } from './openai/provider.ts';
import { programProvider } from './program/provider.ts';
import type { StartProgram } from './program/start-program.ts';
import type { Asked, ModelChoice, Provider } from './providers/provider.ts';
import { sized } from './sized.ts';

/** What a model port may use of the process it runs in. */
export interface ModelSurroundings {
  /** Says why no agent may ask a model at present; asked before each call. The call waits until it says nothing more. */
  readonly held?: () => Promise<string | undefined>;
  /** Starts agent programs. Without it a role that is served by one fails with what is missing. */
  readonly startProgram?: StartProgram;
}

/** Longer waits are not sat out within a call: the whole work waits then. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 500;
const HELD_LOOK_MS = 1_000;
const REST_MS = 30_000;

/**
 * The models of all providers as one port, chosen by the role of each request. When a provider is overloaded, out of credit or away,
 * the next of the role's chain is asked; the answer says who gave it and who was passed over. The last of a chain is tried again
 * after a wait that it names, if that is short. A call is a read: its answer is recorded, and never asked for twice in a run.
 */
export function modelPort(settings: ModelSettings, surroundings: ModelSurroundings = {}) {
  const providers = new Map<string, Provider>();
  /** Until when a provider that said no is passed over, in ms of this process. */
  const resting = new Map<string, number>();
  const repetitions = settings.retries ?? 2;

  function providerOf(name: string): Provider {
    const known = providers.get(name) ?? providerBy(name, settings, surroundings);
    providers.set(name, known);
    return known;
  }

  async function complete(request: ModelRequest, context: CallContext): Promise<ModelAnswer> {
    await untilFree(surroundings.held, context);
    const began = new Date().toISOString();
    const chain = settings.roles[request.role] ?? settings.roles.default;
    const passedOver: PassedOver[] = [];
    const faults: Fault[] = [];
    for (const [index, choice] of chain.entries()) {
      const isLast = index === chain.length - 1;
      const asked = await tryOne(request, choice, isLast, context);
      if (asked.kind === 'answered') {
        const { provider } = choice;
        const ended = new Date().toISOString();
        const session = asked.answer.session;
        return {
          ...asked.answer,
          provider,
          ...(passedOver.length === 0 ? {} : { passedOver }),
          ...(session === undefined ? {} : { session: `${provider}/${session}` }),
          began,
          ended,
        };
      }
      if (!asked.elsewhere) throw asked.fault;
      faults.push(asked.fault);
      passedOver.push({ provider: choice.provider, model: choice.model, why: asked.fault.message });
    }
    throw mostHopeful(faults);
  }

  async function tryOne(
    request: ModelRequest,
    choice: ModelChoice,
    isLast: boolean,
    context: CallContext,
  ): Promise<Asked> {
    const { provider } = choice;
    const until = resting.get(provider) ?? 0;
    if (!isLast && until > performance.now()) {
      const fault = new Retryable(`${provider} rests after it said no`);
      return { kind: 'refused', fault, elsewhere: true };
    }
    for (let attempt = 0; ; attempt += 1) {
      context.signal.throwIfAborted();
      const asked = await providerOf(provider).ask(sized(request, choice), choice, context);
      if (asked.kind === 'answered') {
        resting.delete(provider);
        return asked;
      }
      const { fault } = asked;
      if (!isLast) resting.set(provider, performance.now() + (afterMsOf(fault) ?? REST_MS));
      const waitMs = afterMsOf(fault) ?? FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random());
      const isWorthIt = fault instanceof Retryable && isLast && waitMs <= LONGEST_WAIT_MS;
      if (!isWorthIt || attempt >= repetitions) return asked;
      await rest(waitMs, context);
    }
  }

  async function release({ session }: { readonly session: string }): Promise<null> {
    const [name = '', ...rest] = session.split('/');
    await providers.get(name)?.release?.(rest.join('/'));
    return null;
  }

  return {
    ...definePort({
      name: 'model',
      reads: { complete, release },
      writes: {},
      lasting: ['complete'],
    }),
    async [Symbol.asyncDispose]() {
      const open = [...providers.values()];
      providers.clear();
      await Promise.all(open.map((provider) => provider[Symbol.asyncDispose]?.()));
    },
  };
}

function providerBy(
  name: string,
  { providers, prices }: ModelSettings,
  surroundings: ModelSurroundings,
): Provider {
  const settings: ProviderSettings | undefined = providers[name];
  switch (settings?.kind) {
    case 'anthropic':
      return anthropicProvider(settings, prices);
    case 'bedrock':
      return bedrockProvider(settings, prices);
    case 'openai':
      return openaiProvider(settings, prices);
    case 'claude-code':
    case 'cursor':
      return programProvider(settings, prices, surroundings.startProgram);
    case undefined:
      throw new Error(`the settings name no provider ${name}`);
  }
}

/** What may pass by itself comes before what a person has to mend, the soonest first. */
function mostHopeful(faults: readonly Fault[]): Fault {
  const passing = faults.filter((fault) => fault instanceof Retryable);
  const [soonest] = passing.sort((a, b) => (a.afterMs ?? 0) - (b.afterMs ?? 0));
  return soonest ?? faults.at(-1) ?? new Retryable('no provider serves this role');
}

function afterMsOf(fault: Fault): number | undefined {
  return fault instanceof Retryable ? fault.afterMs : undefined;
}

async function untilFree(held: ModelSurroundings['held'], context: CallContext): Promise<void> {
  while ((await held?.()) !== undefined) await rest(HELD_LOOK_MS, context);
}

/** Waits, with signs of life; throws the signal's reason. */
async function rest(ms: number, context: CallContext): Promise<void> {
  context.progress();
  try {
    await pause(ms, undefined, { signal: context.signal });
  } catch (thrown) {
    context.signal.throwIfAborted();
    throw thrown;
  }
}
