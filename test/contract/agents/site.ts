import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agents } from '@patchwright/agents';
import { readConfig } from '@patchwright/agents/config';
import { silentLog, startService } from '@patchwright/chassis';
import {
  emptyHead,
  type InquiryDraft,
  isInquiryEvent,
  newId,
  type StoredEvent,
  seal,
} from '@patchwright/events';
import type { ModelScript, OutsideWorld } from '@patchwright/stand-ins';
import { foldInquiry, type Inquiry } from '@patchwright/task';
import { type House, secrets, tenant, until } from '../gateway/house.ts';
import { startTown } from '../gateway/town.ts';

type Asked = Extract<InquiryDraft, { type: 'inquiry_asked' }>['data'];
type Turns = ModelScript['conversations'][number]['turns'];

/** A town in which agents answer. `environment` is theirs besides. */
export async function startAgentsSite(environment: Readonly<Record<string, string>> = {}) {
  await using stack = new AsyncDisposableStack();
  const town = stack.use(await startTown());
  const { house } = town;
  const outside = outsideOf(house);
  const workspace = await mkdtemp(join(tmpdir(), 'agents-'));
  stack.defer(() => rm(workspace, { recursive: true, force: true }));
  const { settings, config } = readConfig({
    ...house.environment,
    PATH: process.env.PATH,
    ANTHROPIC_BASE_URL: outside.urls.model,
    ANTHROPIC_API_KEY: secrets.modelKey,
    PATCHWRIGHT_WORKSPACE: workspace,
    PATCHWRIGHT_SANDBOX: 'none',
    ...environment,
  });
  const service = await startService(agents, {
    config,
    settings,
    bus: house.bus,
    log: silentLog,
    taking: { retryDelaysMs: [200] },
  });
  stack.defer(() => service.stop());
  await service.ready;

  /** Puts a question on the log, as the gateway does. */
  async function ask(question: string, more: Partial<Asked> = {}): Promise<string> {
    const id = `q-${newId().slice(-16)}`;
    const asked: Asked = {
      question,
      by: 'human:cli:ines',
      via: 'cli',
      intent: 'ask',
      answerTo: { kind: 'nobody' },
      ...more,
    };
    const aggregate = { kind: 'inquiry', tenant, id } as const;
    const sealed = seal([{ type: 'inquiry_asked', data: asked }], {
      aggregate,
      expected: emptyHead,
      causationId: newId(),
      handler: 'test',
      source: '/patchwright/test',
      actor: asked.by,
      time: new Date().toISOString(),
      build: 'b1',
      correlationId: id,
    });
    await house.bus.log.append(aggregate, emptyHead, sealed);
    return id;
  }

  async function inquiry(id: string): Promise<Inquiry> {
    const { events } = await house.bus.log.history({ kind: 'inquiry', tenant, id });
    return foldInquiry(tenant, id, events.filter(isInquiryEvent));
  }

  /** The inquiry once it has an end. */
  async function ended(id: string): Promise<Inquiry> {
    return until(`${id} has an end`, async () => {
      const now = await inquiry(id);
      return now.status === 'answered' || now.status === 'failed' ? now : undefined;
    });
  }

  /** Every inquiry on the log, by its first fact. */
  async function inquiries(): Promise<readonly StoredEvent[]> {
    const found: StoredEvent[] = [];
    const last = await house.bus.log.lastSeq();
    for await (const event of house.bus.log.read({ fromSeq: 1, untilSeq: last })) {
      if (event.type === 'inquiry_asked') found.push(event);
    }
    return found;
  }

  /** What the model says in one conversation of a role. */
  function script(
    role: string,
    about: string,
    turns: readonly Partial<Turns[number]>[],
  ): Promise<void> {
    const whole = turns.map((turn) => ({ calls: [], expect: [], ...turn }));
    return outside.model.addScript({
      conversations: [{ role, about, again: false, turns: whole }],
    } as ModelScript);
  }

  const parts = stack.move();
  return {
    town,
    house,
    outside,
    ask,
    ended,
    inquiries,
    script,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function outsideOf({ outside }: House): OutsideWorld {
  if (outside === undefined) throw new Error('nobody is outside');
  return outside;
}

/** A town with agents. */
export type AgentsSite = Awaited<ReturnType<typeof startAgentsSite>>;
