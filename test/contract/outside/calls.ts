import type { CallContext, Intent, Write } from '@patchwright/faults';

/** A call that nobody aborts. */
export function context(signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, progress() {} };
}

/** Makes an effect as the recorder does for a run that is taken up again: it looks first, and performs what is not there. */
export async function ensure<I extends Intent, R>(write: Write<I, R>, input: I): Promise<R> {
  return (await write.probe(input, context())) ?? write.perform(input, context());
}

/** What a call throws. Fails when it throws nothing. */
export async function thrownBy(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('the call was expected to throw');
}
