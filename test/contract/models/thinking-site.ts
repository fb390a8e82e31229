import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Budget } from '@patchwright/agent';
import { type Bus, connectBus, provision } from '@patchwright/bus';
import { type StoredEvent, TaskRequested } from '@patchwright/events';
import { startNats } from '@patchwright/local/nats';
import { projector } from '@patchwright/projector';
import { type ModelScript, type ModelStandIn, startModel } from '@patchwright/stand-ins';
import { Budgets } from '@patchwright/task';
import type { z } from 'zod';
import { append, serve, tenant } from '../in-process.ts';
import { thinker } from './thinker.ts';

const KEY = 'sk-ant-made-up-0123456789';
/** What one call of the script uses, and what that costs with `MODEL`. */
export const PER_CALL = { tokens: 1_000, usd: 0.0026 } as const;
const MODEL = 'claude-sonnet-5-5';
const MANY = 40;

const usage = { input: 925, output: 75 };
const looks = Array.from({ length: MANY }, (_, page) => ({
  calls: [{ tool: 'look', input: { page } }],
  expect: [],
  usage,
}));
const ends = [{ calls: [{ tool: 'submit_end', input: { end: 'found' } }], expect: [], usage }];

/** One conversation goes on for ever, one ends at its third call, one at its sixth. */
const SCRIPT: ModelScript = {
  conversations: [
    { role: 'thinker', about: 'endless', again: true, turns: looks },
    { role: 'thinker', about: 'of three', again: true, turns: [...looks.slice(0, 2), ...ends] },
    { role: 'thinker', about: 'of six', again: true, turns: [...looks.slice(0, 5), ...ends] },
  ],
};

const generous: Budget = { turns: 100, tokens: 10_000_000, costUsd: 100 };

/** A real broker, chassis and projector, a scripted model that keeps count, and a service that thinks. */
export interface ThinkingSite extends AsyncDisposable {
  readonly bus: Bus;
  readonly natsUrl: string;
  readonly model: ModelStandIn;
  /** A thinker within these caps, until it is disposed. */
  readonly think: (caps: {
    readonly budget?: Partial<Budget>;
    readonly budgets?: z.input<typeof Budgets>;
  }) => Promise<AsyncDisposable>;
  /** Somebody asks for a task; the thinker is woken. */
  readonly request: (
    id: string,
    task: { readonly title: string; readonly requester?: string; readonly repository?: string },
  ) => Promise<void>;
  /** The newest fact of a task, once its work is over and the views have it. */
  readonly endOf: (id: string) => Promise<StoredEvent>;
}

/** Starts it; takes seconds. */
export async function openThinkingSite(): Promise<ThinkingSite> {
  await using started = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'caps-'));
  started.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  const nats = await startNats({ storeDir: dir });
  started.defer(() => nats.stop());
  await provision({ url: nats.url, name: 'provision', replicas: 1 });
  const bus = started.use(await connectBus({ url: nats.url, name: 'test' }));
  const model = started.use(await startModel({ apiKey: KEY, scripts: [SCRIPT] }));
  started.use(await serve(nats.url, projector, {}));
  const everything = started.move();

  return {
    bus,
    natsUrl: nats.url,
    model,
    think: ({ budget, budgets }) =>
      serve(
        nats.url,
        thinker,
        {
          model: {
            providers: { anthropic: { kind: 'anthropic', apiKey: KEY, baseUrl: model.url } },
            roles: { default: [{ provider: 'anthropic', model: MODEL }] },
            prices: {},
          },
          budget: { ...generous, ...budget },
          budgets: Budgets.parse(budgets ?? {}),
        },
        // Well below the time after which work that shows no sign of life is given to another.
        { pace: { heartbeatMs: 200, watchMs: 200 } },
      ),
    async request(id, { title, requester = 'human:cli:ines', repository }) {
      const draft = TaskRequested.of({
        title,
        description: '',
        trigger: { kind: 'cli', ref: id },
        requester,
        priority: 'normal',
        labels: [],
        ...(repository === undefined ? {} : { repository }),
      });
      await append(bus, id, draft);
      const [event] = (await bus.log.history({ kind: 'task', tenant, id })).events;
      if (event === undefined) throw new Error('nothing was appended');
      const cause = { cause: '1', causeId: event.id, causeSeq: event.seq };
      await bus.work.offer({ kind: 'discover', lane: 'p2', tenant, id, ...cause });
    },
    async endOf(id) {
      const deadline = performance.now() + 20_000;
      while ((await bus.work.outstanding(tenant, id)).length > 0) {
        if (performance.now() > deadline) throw new Error(`${id} is still worked on`);
        await pause(20);
      }
      await bus.views.open('views').reached(await bus.log.lastSeq(), 10_000);
      const { events } = await bus.log.history({ kind: 'task', tenant, id });
      const end = events.findLast(({ type }) => type !== 'run_finished');
      if (end === undefined) throw new Error(`there is no task ${id}`);
      return end;
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
