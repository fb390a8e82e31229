import { clean } from './clean.ts';

/** Where a link or a picture says its address; a longer or stranger one is found as an address alone. */
const TARGET = /\]\([ \t]*<?([^()<>\s]{0,2000})>?[^()\n]{0,500}\)/g;
/** Where addresses of links are defined. */
const REFERENCE = /^ {0,3}\[[^\]\n]{1,500}\]:[ \t]*\S.*$/gm;
const ADDRESS = /(?<![\w@./-])(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}[^\s<>()[\]"'`]+/gi;
const OTHER_SCHEME = /\b(?:data|javascript|vbscript|file|blob|mailto|tel):[^\s<>()[\]"'`]+/gi;
/** Code, in which a tag is only text. What looks like code may not be code to every renderer, so addresses go from there as well. */
const CODE =
  /(^ {0,3}(`{3,}(?!`)(?=[^\n`]*\n)|~{3,}(?!~))[^\n]*\n[\s\S]*?^ {0,3}\2[^\n]*$|(`+)(?!`)(?:[^\n]*?(?<!`)\3(?!`))?)/m;
const TAG = /<\/?[a-zA-Z!?][^<>]*(?:>|$)/g;
const NAME = /(?<![\w`])@(?=[\w-])/g;

/** What stands where an address was taken out. */
export const TAKEN_OUT = '(address removed)';

/**
 * Markdown that a model wrote, fit to be shown to people: no pictures, no HTML, no invisible characters, nobody called by name, and no
 * address but those on allowed hosts, since an address that a reader's machine fetches, or a reader clicks, can carry off what the
 * model saw. `hosts` are exact names, with their port where it is not the usual one.
 */
export function outbound(text: string, hosts: readonly string[]): string {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));

  function isAllowed(address: string): boolean {
    const whole = address.startsWith('//') ? `https:${address}` : address;
    if (!URL.canParse(whole)) return false;
    const { protocol, host, username, password } = new URL(whole);
    const isWeb = protocol === 'https:' || protocol === 'http:';
    return isWeb && username === '' && password === '' && allowed.has(host.toLowerCase());
  }

  function withoutTags(markdown: string): string {
    const code = CODE.exec(markdown);
    const before = markdown.slice(0, code?.index);
    const shown = before.replace(TAG, (tag) => (isAllowed(tag.slice(1, -1)) ? tag : ''));
    if (code === null) return shown;
    return shown + code[0] + withoutTags(markdown.slice(code.index + code[0].length));
  }

  return withoutTags(clean(text))
    .replace(REFERENCE, '')
    .replaceAll('![', '[')
    .replace(TARGET, (all, address: string) => (isAllowed(address) ? all : ']'))
    .replace(OTHER_SCHEME, TAKEN_OUT)
    .replace(ADDRESS, (address) => (isAllowed(address) ? address : TAKEN_OUT))
    .replace(NAME, '@\u200b')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
