import { faultOfBlocks, withIds } from './blocks.ts';
import { type SlackMethod, SlackRefusal, type SlackRoom, textOf } from './methods.ts';
import { viewResource } from './resources.ts';
import type { Json, SlackView } from './store.ts';

/** The triggers that interactions hand out: each opens one modal, soon after. */
export interface Triggers {
  /** A new trigger for a member. */
  issue(user: string): string;
  /** The member of a trigger. Throws a SlackRefusal when it is unknown, old or used. */
  use(trigger: unknown): string;
}

/** Makes triggers that live for `lifetimeMs`. */
export function createTriggers(nextId: (letter: string) => string, lifetimeMs: number): Triggers {
  const issued = new Map<string, { user: string; until: number; used: boolean }>();
  return {
    issue(user) {
      const trigger = `${nextId('T')}.trigger`;
      issued.set(trigger, { user, until: Date.now() + lifetimeMs, used: false });
      return trigger;
    },
    use(trigger) {
      const known = issued.get(String(trigger));
      if (known === undefined) throw new SlackRefusal('invalid_trigger_id');
      if (known.used) throw new SlackRefusal('exchanged_trigger_id');
      if (Date.now() > known.until) throw new SlackRefusal('expired_trigger_id');
      known.used = true;
      return known.user;
    },
  };
}

/** The methods about modals, by name. */
export function createViewMethods(
  room: SlackRoom,
  triggers: Triggers,
): Readonly<Record<string, SlackMethod>> {
  const { store, app } = room;

  function contentOf(value: unknown): Json {
    const view = (value ?? {}) as Json;
    const fault = faultOfView(view);
    if (fault !== undefined) throw new SlackRefusal('invalid_arguments', [`[ERROR] ${fault}`]);
    return { ...view, blocks: withIds(view.blocks as readonly Json[], () => store.nextId('b')) };
  }
  const opened = (input: Json) => {
    const content = contentOf(input.view);
    const user = triggers.use(input.trigger_id);
    const view = { id: store.nextId('V'), hash: store.nextTs(), user, open: true, content };
    return { view: viewResource(app, store.putView(view)) };
  };

  return {
    'views.open': opened,
    'views.push': opened,
    'views.update': (input) => {
      const external = textOf(input.external_id);
      const before = store
        .views()
        .find((view) =>
          external === undefined
            ? view.id === input.view_id
            : view.content.external_id === external,
        );
      if (before === undefined) throw new SlackRefusal('not_found');
      const hash = textOf(input.hash);
      if (hash !== undefined && hash !== before.hash) throw new SlackRefusal('hash_conflict');
      const view: SlackView = { ...before, content: contentOf(input.view), hash: store.nextTs() };
      return { view: viewResource(app, store.putView(view)) };
    },
  };
}

function faultOfView(view: Json): string | undefined {
  const title = view.title as { type?: string; text?: string } | undefined;
  if (view.type !== 'modal') return 'unsupported type [json-pointer:/view/type]';
  if (title?.type !== 'plain_text' || typeof title.text !== 'string') {
    return 'missing required field: title [json-pointer:/view]';
  }
  if (title.text.length > 24) {
    return 'must be less than 25 characters [json-pointer:/view/title/text]';
  }
  if (String(view.private_metadata ?? '').length > 3000) {
    return 'must be less than 3001 characters [json-pointer:/view/private_metadata]';
  }
  const blocks = view.blocks;
  const takesInput =
    Array.isArray(blocks) && blocks.some((block) => (block as Json)?.type === 'input');
  if (takesInput && view.submit === undefined) {
    return 'missing required field: submit [json-pointer:/view]';
  }
  return faultOfBlocks(blocks, 100);
}
