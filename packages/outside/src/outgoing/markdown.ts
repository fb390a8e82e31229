import { type Allowed, allowedOn, seen, withoutAddresses } from './address.ts';

/** Code, in which tags, names and links are only text. */
const CODE =
  /(^ {0,3}(`{3,}(?!`)(?=[^\n`]*\n)|~{3,}(?!~))[^\n]*\n[\s\S]*?^ {0,3}\2[^\n]*$|(?<!\\)(`+)(?!`)(?:[^\n]*?(?<!`)\3(?!`))?)/m;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
/** A tag, or an address in angle brackets. */
const TAG = /<\/?[a-zA-Z!?][^<>]*(?:>|$)/g;
/** The tags that our own texts are made with; none of them with attributes. */
const OWN_TAG = /^<(?:\/?(?:details|summary|sub)|br ?\/?)>$/;
const REFERENCE = /^ {0,3}\[[^\]\n]{1,500}\]:[ \t]*\S.*$/gm;
const TARGET = /\]\([ \t]*<?([^()<>\s]{0,2000})>?[^()\n]{0,500}\)/g;
const NAME = /(?<![\w`])@(?=[\w-])/g;

/** What GitHub closes an issue for, whichever repository it is in. */
const CLOSING =
  /\b(clos|fix|resolv)(e[sd]?|es|ed|)(?=:?\s{1,20}(?:\\?#\d|GH-\d|[\w.-]+\/[\w.-]+\\?#\d|https?:\/\/\S+\/(?:issues|pull)\/\d|\[))/gi;
/** A reference to an issue elsewhere, which would be told there. */
const ELSEWHERE = /([\w.-]+\/[\w.-]+\\?#)(?=\d)/g;
/** A line that another bot takes for a command. */
const COMMAND = /^([ \t>*-]*)(?=\/[a-z][\w-]*(?:[ \t]|$)|bors[ \t:])/gim;
/** What makes CI pass a commit by. */
const SKIPPING = /\[(?=(?:skip[ -](?:ci|actions|checks)|ci[ -]skip|no[ -]ci|actions[ -]skip)\])/gi;
const SKIP_TRAILER = /^(skip-checks)(?=\s*:)/gim;

/** Between two letters it keeps machines from reading what people read all the same. */
const BREAK = '\u200b';

/**
 * Markdown as it may leave the house, whoever wrote its parts: no pictures, no HTML but our own few tags, nothing invisible, no address
 * but those on allowed hosts; nobody is called by name, no issue is closed or told, no bot is given a command.
 */
export function outgoingMarkdown(text: string, hosts: readonly string[]): string {
  const isAllowed = allowedOn(hosts);
  const parts: string[] = [];
  let rest = seen(text);
  for (let code = CODE.exec(rest); code !== null; code = CODE.exec(rest)) {
    parts.push(prose(rest.slice(0, code.index), isAllowed), code[0]);
    rest = rest.slice(code.index + code[0].length);
  }
  return [...parts, prose(rest, isAllowed)].join('').replace(COMMAND, `$1${BREAK}`);
}

/** One line of plain text, such as a title: nobody is called by name, no issue is closed, CI is not passed by. */
export function outgoingLine(text: string): string {
  return quiet(seen(text).replace(/\s+/g, ' ').trim()).replace(SKIPPING, `[${BREAK}`);
}

function prose(markdown: string, isAllowed: Allowed): string {
  const shown = markdown
    .replace(COMMENT, '')
    .replace(TAG, (tag) => (OWN_TAG.test(tag) || isAllowed(tag.slice(1, -1)) ? tag : ''))
    .replace(REFERENCE, '')
    .replaceAll('![', '[')
    .replace(TARGET, (all, address: string) => (isAllowed(address) ? all : ']'));
  return quiet(withoutAddresses(shown, isAllowed));
}

function quiet(text: string): string {
  return text
    .replace(NAME, `@${BREAK}`)
    .replace(CLOSING, `$1${BREAK}$2`)
    .replace(ELSEWHERE, `$1${BREAK}`);
}

/** The message of a commit: CI is not passed by, no issue is closed, nobody is called by name. Its lines stay as they are. */
export function outgoingMessage(text: string): string {
  return quiet(seen(text)).replace(SKIPPING, `[${BREAK}`).replace(SKIP_TRAILER, `$1${BREAK}`);
}
