import type { Intent } from '../src/intent.ts';
import type { Rules } from '../src/translate/rules.ts';
import { translate } from '../src/translate/translate.ts';

/** What the tests translate by. */
export const rules: Rules = {
  triggerLabels: ['AI', 'AI-Fix'],
  botLogin: 'patchwright-bot',
  autofixProjects: ['payments'],
  botAccount: 'patchwright',
};

/** The intents of a payload. Throws when it cannot be read. */
export function intentsOf(source: string, kind: string, payload: unknown): readonly Intent[] {
  const translation = translate(
    { source, kind, body: Buffer.from(JSON.stringify(payload)) },
    rules,
  );
  if (translation.kind === 'unreadable') throw new Error(translation.reason);
  return translation.intents;
}

/** The only intent of a payload. Throws when there are more, or none. */
export function intentOf(source: string, kind: string, payload: unknown): Intent {
  const intents = intentsOf(source, kind, payload);
  const [only] = intents;
  if (only === undefined || intents.length > 1) throw new Error(`${intents.length} intents`);
  return only;
}
