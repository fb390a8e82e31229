import type { Discovery, RankedFile } from '@patchwright/events';
import type { Candidate } from './candidates.ts';
import type { Question } from './question.ts';

const MAX_RANKED = 12;
const DEEP = 8;

/** What retrieval alone finds, without a model. */
export function retrieve(
  asked: Question,
  candidates: readonly Candidate[],
  ranked: readonly RankedFile[],
  keywords: readonly string[],
): Discovery {
  const files = ranked.slice(0, MAX_RANKED);
  const best = files[0];
  return {
    relevantRepos: candidates.map((candidate, index) => ({
      name: candidate.name,
      relevance: candidate.score,
      reason: candidate.reasons.join('; '),
      languages: [],
      files: index === 0 ? files : [],
    })),
    crossRepoDependencies: [],
    estimatedComplexity: files.length > DEEP ? 'Medium' : 'Low',
    recommendedApproach: best
      ? `Begin at ${best.path}.`
      : 'No file stands out; read the repository first.',
    keywords: [...keywords],
    rootCause: asked.error?.issue.culprit ?? '',
    confidence: Math.min(0.6, (candidates[0]?.score ?? 0) * (best?.relevance ?? 0)),
    reasoning: 'Ranked by stack trace, text and imports, without a model.',
  };
}
