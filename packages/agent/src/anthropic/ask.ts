import type Anthropic from '@anthropic-ai/sdk';
import type { CallContext } from '@patchwright/faults';
import type { ModelRequest } from '../model.ts';
import { costOf, type PriceTable } from '../prices.ts';
import type { Asked, ModelChoice } from '../providers/provider.ts';
import { diagnoseAnthropic } from './diagnose.ts';
import { contentOf, requestOf, stopReasonOf, tokensOf } from './wire.ts';

/** What two clients of the same API have in common. */
export interface MessagesClient {
  readonly messages: Pick<Anthropic['messages'], 'stream'>;
}

/** Makes one call of the Messages API, streamed, whoever serves it. Throws only the signal's reason, and bugs. */
export async function askMessages(
  client: MessagesClient,
  request: ModelRequest,
  choice: ModelChoice,
  context: CallContext,
  about: { readonly prices?: PriceTable | undefined; readonly without: (text: string) => string },
): Promise<Asked> {
  try {
    const stream = client.messages.stream(requestOf(request, choice), { signal: context.signal });
    stream.on('streamEvent', context.progress);
    const message = await stream.finalMessage();
    const tokens = tokensOf(message.usage);
    const { input, cacheRead, cacheWrite, cacheWriteHour, output } = tokens;
    return {
      kind: 'answered',
      answer: {
        content: contentOf(message),
        stopReason: stopReasonOf(message.stop_reason),
        model: message.model,
        usage: {
          inputTokens: input + cacheRead + cacheWrite + cacheWriteHour,
          outputTokens: output,
          costUsd: costOf(message.model, tokens, about.prices),
        },
      },
    };
  } catch (thrown) {
    context.signal.throwIfAborted();
    const read = diagnoseAnthropic(thrown, about.without);
    if (read === undefined) throw thrown;
    return read;
  }
}
