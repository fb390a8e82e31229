import { renderConversation } from '@patchwright/agent/conversation';
import { entrySchemas, type Kept, readRecord, type ServiceContext } from '@patchwright/chassis';
import { type Usage, workKinds } from '@patchwright/events';
import { messageOf } from '@patchwright/faults';
import type { RunLog } from '@patchwright/task/api';

type Bus = Pick<ServiceContext<unknown>['bus'], 'journal' | 'blobs'>;
type Entries = Awaited<ReturnType<Bus['journal']['read']>>['entries'];
type Call = RunLog['calls'][number];

/** How the recorder names a call of a model. */
const MODEL_CALL = /^model\.complete$/;

/**
 * What the runs about a task did and said, oldest first, as far as the journal still keeps them. An answer that has aged out of the
 * object store is named as missing. Throws Retryable while the broker is out of reach.
 */
export async function runLogs(bus: Bus, tenant: string, id: string): Promise<readonly RunLog[]> {
  const names = await Promise.all(workKinds.map((kind) => runsOf(bus, tenant, `${kind}-${id}-`)));
  const logs = await Promise.all(names.flat().map((run) => runLog(bus, tenant, run)));
  return logs
    .filter((log) => log !== undefined)
    .sort((a, b) => a.beganAt.localeCompare(b.beganAt) || a.run.localeCompare(b.run));
}

/** Another task's id may begin with this one's: what follows it must be a cause. */
async function runsOf(bus: Bus, tenant: string, prefix: string): Promise<readonly string[]> {
  const runs = await bus.journal.runs(tenant, prefix);
  return runs.filter((run) => /^\d+(-\d+)?$/.test(run.slice(prefix.length)));
}

async function runLog(bus: Bus, tenant: string, run: string): Promise<RunLog | undefined> {
  const { entries } = await bus.journal.read(tenant, run);
  const record = readRecord(entries);
  const { opened, closed, lastStop } = record;
  if (opened === undefined) return undefined;
  const told = await Promise.all(modelCallsIn(entries).map((call) => served(bus, call)));
  return {
    run,
    service: opened.service,
    build: record.builds.at(-1) ?? opened.build,
    beganAt: opened.time,
    attempts: record.attempts,
    end:
      closed?.end ?? (lastStop === undefined ? 'running' : `${lastStop.why}: ${lastStop.reason}`),
    models: modelsOf(told.map(({ answer }) => answer)),
    calls: entries.flatMap(callOf),
    conversation: renderConversation(told),
  };
}

interface ModelCall {
  readonly input: unknown;
  readonly answer: Kept;
}

function modelCallsIn(entries: Entries): readonly ModelCall[] {
  return entries.flatMap(({ entry, data }) => {
    const read = entry === 'read' ? entrySchemas.read.safeParse(data).data : undefined;
    return read !== undefined && MODEL_CALL.test(read.call)
      ? [{ input: read.input, answer: read.answer }]
      : [];
  });
}

async function served(
  { blobs }: Bus,
  { input, answer }: ModelCall,
): Promise<{ readonly input: unknown; readonly answer: unknown }> {
  if ('value' in answer) return { input, answer: answer.value };
  try {
    const bytes = await blobs.get(answer.blob);
    return { input, answer: JSON.parse(Buffer.from(bytes).toString('utf8')) };
  } catch (thrown) {
    return { input, answer: messageOf(thrown) };
  }
}

function modelsOf(answers: readonly unknown[]): RunLog['models'] {
  const models = new Map<string, Usage>();
  for (const answer of answers) {
    const { model, usage } = answer as {
      readonly model?: unknown;
      readonly usage?: Partial<Omit<Usage, 'modelCalls'>>;
    };
    if (typeof model !== 'string') continue;
    const known = models.get(model);
    models.set(model, {
      modelCalls: (known?.modelCalls ?? 0) + 1,
      inputTokens: (known?.inputTokens ?? 0) + (usage?.inputTokens ?? 0),
      outputTokens: (known?.outputTokens ?? 0) + (usage?.outputTokens ?? 0),
      costUsd: (known?.costUsd ?? 0) + (usage?.costUsd ?? 0),
    });
  }
  return [...models].map(([name, usage]) => ({ name, usage }));
}

function callOf({ entry, time: at, data }: Entries[number]): readonly Call[] {
  switch (entry) {
    case 'read': {
      const read = entrySchemas.read.safeParse(data).data;
      return read === undefined ? [] : [{ call: read.call, at, outcome: 'answered', ms: read.ms }];
    }
    case 'intended': {
      const intent = entrySchemas.intended.safeParse(data).data;
      return intent === undefined ? [] : [{ call: intent.call, at, outcome: 'intended' }];
    }
    case 'recorded': {
      const done = entrySchemas.recorded.safeParse(data).data;
      if (done === undefined) return [];
      return [{ call: done.call, at, outcome: done.found ? 'found' : 'done', ms: done.ms }];
    }
    case 'threw': {
      const threw = entrySchemas.threw.safeParse(data).data;
      if (threw === undefined) return [];
      return [{ call: threw.call, at, outcome: 'threw', reason: threw.fault.message }];
    }
    default:
      return [];
  }
}
