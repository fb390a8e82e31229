import { type ApprovalTerms, type Discovery, type Plan, termsOf } from '@patchwright/events';
import { type ApprovalPolicy, approvalPolicy, policyVersion } from '../src/index.ts';

/** A sound plan of the risk. */
export function plan(riskLevel: Plan['riskLevel'] = 'low', summary = 'Round to the cent'): Plan {
  return {
    summary,
    rootCause: 'binary fractions',
    scope: { in: ['src/cart.ts'], out: [] },
    components: [],
    dataFlow: 'lines → total',
    tests: { unit: ['cart rounds'], integration: [] },
    steps: [
      {
        order: 1,
        type: 'test',
        file: 'test/cart.test.ts',
        action: 'add a test',
        testName: 'cart rounds',
        command: 'npm test',
        expected: '10.01 !== 10.005',
        dependsOn: [],
        estimatedMinutes: 5,
        optional: false,
      },
      {
        order: 2,
        type: 'implement',
        file: 'src/cart.ts',
        action: 'count in cents',
        dependsOn: [1],
        estimatedMinutes: 10,
        optional: false,
      },
    ],
    testCommand: 'npm test',
    riskLevel,
    breakingChanges: [],
    risks: [],
    security: [],
    rollback: 'revert',
    estimatedMinutes: 15,
  };
}

export const policy: ApprovalPolicy = approvalPolicy();

/** The terms that a plan is proposed within. */
export function terms(proposal: Plan = plan(), costUsd = 5): ApprovalTerms {
  return termsOf(proposal, { minutes: 60, costUsd }, policyVersion({ approval: policy }));
}
/** What was found of the story's cause. */
export const discovery: Discovery = {
  relevantRepos: [
    {
      name: 'acme/shop',
      relevance: 1,
      reason: 'cart',
      languages: ['TypeScript'],
      files: [{ path: 'src/cart.ts', type: 'source', relevance: 1 }],
    },
  ],
  crossRepoDependencies: [],
  estimatedComplexity: 'Low',
  recommendedApproach: 'cents',
  keywords: ['cart'],
  rootCause: 'binary fractions',
  confidence: 0.9,
  reasoning: 'the trace',
};
