import { withIds } from './blocks.ts';
import { isTrue, SlackRefusal, type SlackRoom } from './methods.ts';
import type { Json } from './store.ts';

/** What a response answers: a member's act in a channel, on a message when it was a click. */
export interface ResponseContext {
  readonly channel: string;
  readonly user: string;
  readonly ts?: string;
}

/** The addresses that interactions hand out for answers without a token. */
export interface ResponseUrls {
  issue(context: ResponseContext): string;
  /** Takes an answer to an address's id. Throws a SlackRefusal when it is unknown, old or used up. */
  take(id: string, body: Json): void;
  /** Does what an answer says. Throws a SlackRefusal. */
  respond(context: ResponseContext, body: Json): void;
}

const USES = 5;
const LIFETIME_MS = 30 * 60_000;

/** Makes the response addresses of a workspace: each works five times within half an hour, as at Slack. */
export function createResponseUrls(room: SlackRoom): ResponseUrls {
  const { store, app, url } = room;
  const issued = new Map<string, { context: ResponseContext; uses: number; until: number }>();

  function respond(context: ResponseContext, body: Json): void {
    const original =
      context.ts === undefined ? undefined : store.message(context.channel, context.ts);
    if (original !== undefined && isTrue(body.delete_original)) {
      store.removeMessage(original);
      return;
    }
    const text = typeof body.text === 'string' ? body.text : '';
    const given = body.blocks as readonly Json[] | undefined;
    const blocks = given === undefined ? [] : withIds(given, () => store.nextId('b'));
    if (text === '' && blocks.length === 0) throw new SlackRefusal('no_text');
    if (original !== undefined && isTrue(body.replace_original)) {
      const edited = { user: app.user, ts: store.nextTs() };
      store.putMessage({ ...original, text, blocks, edited });
      return;
    }
    store.addMessage({
      channel: context.channel,
      user: app.user,
      text,
      blocks,
      attachments: [],
      broadcast: false,
      ...(body.response_type === 'in_channel' ? {} : { ephemeralFor: context.user }),
    });
  }

  return {
    issue(context) {
      const id = store.nextId('R');
      issued.set(id, { context, uses: 0, until: Date.now() + LIFETIME_MS });
      return `${url()}/actions/${app.teamId}/${id}`;
    },
    take(id, body) {
      const known = issued.get(id);
      if (known === undefined) throw new SlackRefusal('invalid_url');
      if (known.uses >= USES || Date.now() > known.until) throw new SlackRefusal('used_url');
      known.uses += 1;
      respond(known.context, body);
    },
    respond,
  };
}
