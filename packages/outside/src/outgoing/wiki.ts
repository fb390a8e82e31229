import { allowedOn, seen, withoutAddresses } from './address.ts';

/** Blocks of code, words that only look like code, and the backslash that takes a character's meaning. */
const CODE = /(\{(code|noformat)(?::[^}\n]*)?\}[\s\S]*?\{\2\}|\{\{([^{}\n]*)\}\}|\\[\s\S])/;
const PICTURE = /!(?=[^\s!])([^\n!]{1,500})!/g;
const CALL = /\[~([^\]\n]{0,200})\]/g;
const LINK =
  /\[(?:([^\]|\n]{0,500})\|)?((?:[a-z][a-z0-9+.-]*:|\/\/|www\.|\\\\)[^\]\n]{1,2000})\]/gi;
const MACRO = /\{(?=\w[\w-]*(?:[:}]))/g;

/**
 * Jira's wiki markup as it may leave the house, whoever wrote its parts: no pictures, no macros, nothing invisible, no address but those
 * on allowed hosts, nobody is called by name. Code stays as it is.
 */
export function outgoingWiki(text: string, hosts: readonly string[]): string {
  const isAllowed = allowedOn(hosts);

  function words(wiki: string): string {
    const shown = wiki
      .replace(PICTURE, '$1')
      .replace(CALL, '$1')
      .replace(LINK, (all, name: string | undefined, target: string) =>
        isAllowed(target.split('|')[0] ?? '') ? all : (name ?? ''),
      );
    return withoutAddresses(shown, isAllowed);
  }

  const prose = (wiki: string) => words(wiki).replace(MACRO, '\\{');

  const parts: string[] = [];
  let rest = seen(text);
  for (let code = CODE.exec(rest); code !== null; code = CODE.exec(rest)) {
    const shown = code[3] === undefined ? code[0] : `{{${words(code[3])}}}`;
    parts.push(prose(rest.slice(0, code.index)), shown);
    rest = rest.slice(code.index + code[0].length);
  }
  return [...parts, prose(rest)].join('');
}

/** Plain text for a document of Jira's: nothing invisible, and no address but those on allowed hosts. */
export function outgoingText(text: string, hosts: readonly string[]): string {
  return withoutAddresses(seen(text), allowedOn(hosts));
}
