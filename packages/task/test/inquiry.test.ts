import {
  emptyHead,
  type InquiryDraft,
  type InquiryEvent,
  isInquiryEvent,
  seal,
} from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { decideInquiry, foldInquiry, type Inquiry, initialInquiry } from '../src/index.ts';

const id = 'q-5b0c6f5e0f1a7d21';
const asked: InquiryDraft = {
  type: 'inquiry_asked',
  data: {
    question: 'Why is it off by a cent?',
    by: 'human:slack:U1',
    via: 'slack',
    intent: 'ask',
    answerTo: { kind: 'slack', channel: 'C1' },
  },
};
const usage = { modelCalls: 1, inputTokens: 10, outputTokens: 5, costUsd: 0 };
const answered: InquiryDraft = {
  type: 'inquiry_answered',
  data: { agent: 'slack-inquiry', text: 'Binary fractions.', usage },
};
const failed: InquiryDraft = {
  type: 'inquiry_failed',
  data: {
    reason: 'no agent fits',
    usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
  },
};

/** The inquiry after these facts. */
function after(...drafts: readonly InquiryDraft[]): Inquiry {
  const sealed = seal(drafts, {
    aggregate: { kind: 'inquiry', tenant: 'acme', id },
    expected: emptyHead,
    causationId: 'inbox:1',
    handler: 'test',
    source: '/patchwright/test',
    actor: 'human:slack:U1',
    time: '2026-03-02T09:30:00.000Z',
    build: '1',
    correlationId: id,
  });
  return foldInquiry('acme', id, sealed.filter(isInquiryEvent) as readonly InquiryEvent[]);
}

describe('an inquiry', () => {
  test('is asked, then answered', () => {
    expect(after(asked)).toMatchObject({ status: 'asked', asked: asked.data });
    expect(after(asked, answered)).toMatchObject({ status: 'answered', agent: 'slack-inquiry' });
  });

  test('is asked, then given up with a reason', () => {
    expect(after(asked, failed)).toMatchObject({ status: 'failed', reason: 'no agent fits' });
  });

  test('has one end', () => {
    for (const end of [answered, failed]) {
      expect(decideInquiry(end, after(asked))).toEqual({ kind: 'accepted', drafts: [end] });
      expect(decideInquiry(end, after(asked, answered))).toMatchObject({ code: 'already_ended' });
      expect(decideInquiry(end, after(asked, failed))).toMatchObject({ code: 'already_ended' });
    }
  });

  test('is asked once, and not answered before', () => {
    expect(decideInquiry(asked, initialInquiry('acme', id)).kind).toBe('accepted');
    expect(decideInquiry(asked, after(asked))).toMatchObject({ code: 'already_asked' });
    expect(decideInquiry(answered, initialInquiry('acme', id))).toMatchObject({
      code: 'unknown_inquiry',
    });
  });
});
