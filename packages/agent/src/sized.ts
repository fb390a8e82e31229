import { MAX_TOKENS, type ModelRequest } from './model.ts';
import type { ModelChoice } from './providers/provider.ts';

/** A request with a role's own length of answers, raised as the loop raises its own. */
export function sized(request: ModelRequest, { maxTokens }: ModelChoice): ModelRequest {
  if (maxTokens === undefined) return request;
  return { ...request, maxTokens: Math.round((request.maxTokens / MAX_TOKENS) * maxTokens) };
}
