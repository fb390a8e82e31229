import { expect, test } from 'vitest';
import { beginTrace } from '../src/index.ts';

const cause = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('work continues the trace of its cause, under an identity of its own', () => {
  const { traceparent, traceId } = beginTrace('planner plan', cause, {});
  expect(traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
  expect(traceparent).not.toBe(cause);
});

test.each([undefined, '', 'nonsense', '00-zz-00-01'])(
  'without a readable cause (%s) a trace begins',
  (text) => {
    const { traceparent } = beginTrace('planner plan', text, {});
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  },
);
