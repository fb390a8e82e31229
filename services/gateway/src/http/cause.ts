import { newId } from '@patchwright/events';
import type { Person } from '@patchwright/task';

/** What a request's facts are caused by. */
export interface Cause {
  readonly id: string;
  /** As the client gave it. */
  readonly key: string | undefined;
}

/** What a command of a request is caused by: the same key of the same person never does anything twice. */
export function causeOf(
  headers: { readonly 'idempotency-key'?: string | undefined },
  { actor }: Pick<Person, 'actor'>,
): Cause {
  const key = headers['idempotency-key'];
  return { id: key === undefined ? `api:${newId()}` : `api:${actor}:${key}`, key };
}
