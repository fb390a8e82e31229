import { defineService, type ServiceDefinition } from '@patchwright/chassis';
import { DiscoveryStarted, TicketEnriched } from '@patchwright/events';
import { type CallContext, definePort, Retryable } from '@patchwright/faults';
import type { ProbeConfig } from './config.ts';

const QUESTIONS = 5;

/** An oracle that answers questions, and a board that keeps notes which can be found by their key. */
function oraclePort(base: string) {
  async function post(path: string, body: object, { signal }: CallContext): Promise<unknown> {
    const answered = await fetch(`${base}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal,
    }).catch((cause: unknown) => {
      throw new Retryable('the oracle is out of reach', { afterMs: 50, cause });
    });
    return answered.json();
  }
  return definePort({
    name: 'oracle',
    reads: {
      ask: (input: { readonly question: string }, context: CallContext) =>
        post('/ask', input, context) as Promise<{ readonly answer: string }>,
    },
    writes: {
      note: {
        probe: async (
          input: { readonly key: string; readonly text: string },
          context: CallContext,
        ) => {
          const { found } = (await post('/find', input, context)) as {
            found: { id: number } | null;
          };
          return found ?? undefined;
        },
        perform: (input: { readonly key: string; readonly text: string }, context: CallContext) =>
          post('/note', input, context) as Promise<{ readonly id: number }>,
      },
    },
  });
}

/** Asks five questions, leaves a note, and says what it learnt. */
export const probe: ServiceDefinition<
  ProbeConfig,
  { readonly oracle: ReturnType<typeof oraclePort> },
  typeof DiscoveryStarted | typeof TicketEnriched
> = defineService({
  name: 'probe',
  promise: 'Questions become a note.',
  works: ['discover'],
  emits: [DiscoveryStarted, TicketEnriched],
  ports: (config: ProbeConfig) => ({ oracle: oraclePort(config.oracle) }),
  handle: async function* handle({ task }, { oracle, clock }, config) {
    if (task.status !== 'requested') return;
    yield DiscoveryStarted.of({});
    const answers: string[] = [];
    for (let number = 1; number <= QUESTIONS; number += 1) {
      const { answer } = await oracle.ask({ question: `${config.question} ${number}` });
      answers.push(answer);
    }
    const { id } = await oracle.note({ key: `${task.id}/note/1`, text: answers.join(', ') });
    const analysis = `${config.words}: ${answers.join(', ')} (note ${id}, ${await clock.now()})`;
    yield TicketEnriched.of({ ticket: task.id, analysis });
  },
});
