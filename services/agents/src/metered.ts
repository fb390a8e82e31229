import type { Model } from '@patchwright/agent';
import type { Usage } from '@patchwright/events';

/** A model that keeps count of what its calls use. */
export interface Metered {
  /** The same model, for an agent that thinks with the model of another role. */
  readonly as: (role: string) => Model;
  readonly usage: () => Usage;
}

/** Counts what a model's calls use. */
export function metered(model: Model): Metered {
  let used: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  return {
    as: (role) => ({
      async complete(request) {
        const answer = await model.complete({ ...request, role });
        const { inputTokens, outputTokens, costUsd } = answer.usage;
        used = {
          modelCalls: used.modelCalls + 1,
          inputTokens: used.inputTokens + inputTokens,
          outputTokens: used.outputTokens + outputTokens,
          costUsd: Math.round((used.costUsd + costUsd) * 1e8) / 1e8,
        };
        return answer;
      },
    }),
    usage: () => used,
  };
}
