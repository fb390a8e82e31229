import { clip, instant, oneLine, who } from './text.ts';

/** Text of others for Slack: no mention, no link, no command; formatting characters stand as they are. */
export function plain(text: string, max = 1000): string {
  return clip(oneLine(text), max)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Text of others as code within a line. */
export function slackCode(text: string, max = 200): string {
  return `\`${plain(text, max).replaceAll('`', 'ˋ')}\``;
}

/** A link; an address that is no plain web address is only shown. */
export function slackLink(text: string, url: string): string {
  return /^https?:\/\/[^\s<>|"'`\\]+$/.test(url)
    ? `<${url}|${plain(text).replaceAll('|', '/')}>`
    : plain(text);
}

/** A time, shown in each reader's own zone. */
export function slackTime(iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return plain(iso);
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${instant(iso)}>`;
}

/** A person; somebody who is only known from Slack is shown by their name there. */
export function slackWho(actor: string): string {
  const id = /^human:slack:(?<id>[UW][A-Z0-9]+)$/.exec(actor)?.groups?.id;
  return id === undefined ? plain(who(actor)) : `<@${id}>`;
}
