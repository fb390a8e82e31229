import { describe, expect, it } from 'vitest';
import { askBack } from '../src/ask-back.ts';

const discovery = {
  relevantRepos: [
    {
      name: 'acme/shop',
      relevance: 0.4,
      reason: 'it has totals',
      languages: [],
      files: [{ path: 'src/cart.ts', type: 'source' as const, relevance: 0.3 }],
    },
  ],
  crossRepoDependencies: [],
  estimatedComplexity: 'Low' as const,
  recommendedApproach: '',
  keywords: [],
  rootCause: '',
  confidence: 0.2,
  reasoning: 'Only names match.',
};
const found = { discovery, repository: 'acme/shop' };
const asking = { threshold: 0.35, most: 2 };
const answer = { by: 'human:ines', via: 'cli', at: '', question: 'Which?', text: 'The cart.' };

describe('what is too unsure to plan by', () => {
  it('is asked about, in the words of whoever searched', () => {
    expect(askBack({}, { ...found, question: 'In which currency?' }, asking)).toEqual({
      type: 'question_asked',
      data: {
        question: 'In which currency?',
        confidence: 0.2,
        threshold: 0.35,
        repository: 'acme/shop',
      },
    });
  });

  it('is asked about in our words where the search came to no question', () => {
    expect(askBack({}, found, asking)).toMatchObject({
      data: { question: expect.stringMatching(/acme\/shop, perhaps in src\/cart\.ts.*20 % sure/) },
    });
  });

  it('carries no address that a model wrote', () => {
    const question = 'See https://evil.example/?q=secret: which currency?';
    const asked = askBack({}, { ...found, question }, asking);
    expect(JSON.stringify(asked)).not.toContain('evil.example');
  });

  it('is given to a person after as many answers as are asked for', () => {
    expect(askBack({ answers: [answer] }, found, asking)?.type).toBe('question_asked');
    expect(askBack({ answers: [answer, answer] }, found, asking)).toMatchObject({
      type: 'task_escalated',
      data: { diagnosis: expect.stringContaining('Only names match.') },
    });
  });
});

it('what is sure enough is asked about by nobody', () => {
  expect(askBack({}, { ...found, discovery: { ...discovery, confidence: 0.35 } }, asking)).toBe(
    undefined,
  );
});
