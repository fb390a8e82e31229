import { clean } from './clean.ts';

/** Where a link or a picture says its address; a longer or stranger one is found as an address alone. */
const TARGET = /\]\([ \t]*<?([^()<>\s]{0,2000})>?[^()\n]{0,500}\)/g;
/** Where addresses of links are defined. */
const REFERENCE = /^ {0,3}\[[^\]\n]{1,500}\]:[ \t]*\S.*$/gm;
const ADDRESS = /(?<![\w@./-])(?:(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}|www\.)[^\s<>()[\]"'`]+/gi;
const OTHER_SCHEME = /\b(?:data|javascript|vbscript|file|blob|mailto|tel):[^\s<>()[\]"'`]+/gi;
/** Code, in which tags and names are only text. */
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

  function prose(markdown: string): string {
    return markdown
      .replace(TAG, (tag) => (isAllowed(tag.slice(1, -1)) ? tag : ''))
      .replace(REFERENCE, '')
      .replaceAll('![', '[')
      .replace(TARGET, (all, address: string) => (isAllowed(address) ? all : ']'))
      .replace(NAME, '@\u200b');
  }

  const parts: string[] = [];
  let rest = clean(text);
  for (let code = CODE.exec(rest); code !== null; code = CODE.exec(rest)) {
    parts.push(prose(rest.slice(0, code.index)), code[0]);
    rest = rest.slice(code.index + code[0].length);
  }
  // What one renderer takes for code another may not, so addresses go from there as well.
  return [...parts, prose(rest)]
    .join('')
    .replace(OTHER_SCHEME, TAKEN_OUT)
    .replace(ADDRESS, (address) => (isAllowed(address) ? address : TAKEN_OUT))
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
