import type { z } from 'zod';
import type { Translation } from './rules.ts';

/** Reads the fields that matter of a payload and hands them on; what does not fit is unreadable, by the first field that is wrong. */
export function readPayload<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
  translate: (payload: z.output<Schema>) => Translation,
): Translation {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return translate(parsed.data);
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'the payload';
  return { kind: 'unreadable', reason: `${field}: ${issue?.message ?? 'does not fit'}` };
}
