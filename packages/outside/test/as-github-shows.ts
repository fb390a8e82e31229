import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** What Markdown itself makes, and the tags of ours; none of them leads anywhere. */
const PLAIN =
  /^<(?:p|br ?\/?|hr ?\/?|h\d|ul|ol(?: start="\d+")?|li|blockquote|pre|code(?: class="language-[^"]*")?|em|strong|del|table|thead|tbody|tr|t[hd](?: align="\w+")?|input type="checkbox"[^>]*|details|summary|sub|\w+)>$/i;
const LINK = /^<a href="([^"]*)"(?: title="[^"]*")*>$/;
const BARE = /^<(https?:[^\s<>"']+)>$/;

/** Every tag by which what a renderer makes of Markdown would lead to another host, or load from one; or be HTML with attributes. */
export function leadsElsewhere(markdown: string, hosts: readonly string[]): readonly string[] {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return [...html.matchAll(/<[a-z!?][^>]*(?:>|$)/gi)]
    .map(([tag]) => tag)
    .filter((tag) => {
      const address = LINK.exec(tag)?.[1] ?? BARE.exec(tag)?.[1];
      if (address === undefined) return /^<img/i.test(tag) || !PLAIN.test(tag);
      const { protocol, host } = new URL(address, `https://${hosts[0]}`);
      return protocol !== 'mailto:' && !hosts.includes(host);
    });
}
