import { escapeHtml, page } from '../html.ts';
import { elementsOf } from './blocks.ts';
import type { SlackChannel, SlackMessage, SlackStore } from './store.ts';

/** A readable page of a conversation. */
export function channelPage(store: SlackStore, channel: SlackChannel): string {
  const messages = store.messages().filter((message) => message.channel === channel.id);
  return page(
    `#${channel.name}`,
    messages.map((message) => article(store, message)).join('\n') || '<p>Nothing was said yet.</p>',
  );
}

function article(store: SlackStore, message: SlackMessage): string {
  const author = store.user(message.user)?.realName ?? message.user;
  const when = new Date(Number(message.ts) * 1000).toISOString();
  const notes = [
    when,
    ...(message.edited === undefined ? [] : ['edited']),
    ...(message.threadTs === undefined ? [] : ['in a thread']),
    ...(message.ephemeralFor === undefined ? [] : [`only for ${message.ephemeralFor}`]),
  ];
  const texts = textsOf(message.blocks);
  const buttons = elementsOf(message.blocks)
    .map(({ element }) => (element.text as { text?: string } | undefined)?.text)
    .filter((text) => text !== undefined)
    .map((text) => `<button disabled>${escapeHtml(text)}</button>`);
  return `<article id="p${message.ts.replace('.', '')}">
<p><strong>${escapeHtml(author)}</strong> <small>${escapeHtml(notes.join(', '))}</small></p>
<pre>${escapeHtml(texts.length > 0 ? texts.join('\n') : message.text)}</pre>${buttons.join(' ')}</article>`;
}

/** The texts of blocks in reading order, buttons left out. */
function textsOf(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const { type, text, ...rest } = value as Record<string, unknown>;
  if (type === 'button') return [];
  const own = typeof text === 'string' ? [text] : textsOf(text);
  return [...own, ...Object.values(rest).flatMap(textsOf)];
}
