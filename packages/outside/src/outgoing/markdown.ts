import { type Allowed, allowedOn, BREAK, seen, withoutAddresses } from './address.ts';
import { type Piece, piecesOf } from './code.ts';

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
/** A tag, or an address in angle brackets; or else what could begin one. */
const TAG = /<\/?[a-zA-Z!?][^<>]*(?:>|$)|<(?=[a-zA-Z/!?])/g;
/** The tags that our own texts are made with; none of them with attributes. */
const OWN_TAG = /^<(?:\/?(?:details|summary|sub)|br ?\/?)>$/;
const REFERENCE = /^ {0,3}\[[^\]\n]{1,500}\]:[ \t]*\S.*$/gm;
const TARGET = /\]\((?:[ \t]*<?([^()<>\s]{0,2000})>?[^()\n]{0,500}\))?/g;
const NAME = /(?<![\w`])@(?=[\w-])/g;

/** An address in angle brackets, and nothing with it. */
const BRACKETED = /^<(https?:[^\s<>"'`]+)>$/;

/** In what looks like code: what could begin a tag; but for a type in angle brackets behind a name. */
const CODE_TAG = /<(?=[a-zA-Z/!?])(?!(?<=\w<)\w[\w.,[\]]{0,200}>)/g;
/** In what looks like code: where a link says that it leads to more than a path. */
const CODE_TARGET = /\](?=[(:]\s{0,20}<?[^\s)]{0,2000}?[:&/\\])/g;

/** What GitHub closes an issue for, whichever repository it is in. */
const CLOSING =
  /\b(clos|fix|resolv)(e[sd]?|es|ed|)(?=:?\s{1,20}(?:\\?#\d|GH-\d|[\w.-]+\/[\w.-]+\\?#\d|https?:\/\/\S+\/(?:issues|pull)\/\d|\[))/gi;
/** A reference to an issue elsewhere, which would be told there. */
const ELSEWHERE = /(?<![\w.-])([\w.-]+\/[\w.-]+\\?#)(?=\d)/g;
/** A line that another bot takes for a command. */
const COMMAND = /^([ \t>*-]*)(?=\/[a-z][\w-]*(?:[ \t]|$)|bors[ \t:])/gim;
/** What makes CI pass a commit by. */
const SKIPPING = /\[(?=(?:skip[ -](?:ci|actions|checks)|ci[ -]skip|no[ -]ci|actions[ -]skip)\])/gi;
const SKIP_TRAILER = /^(skip-checks)(?=\s*:)/gim;

/** What may stand in a text. */
interface Rules {
  readonly isAllowed: Allowed;
  readonly isOwn: (tag: string) => boolean;
  readonly code: (piece: Piece) => string;
  readonly edges: (whole: string) => string;
}

/**
 * Markdown as it may leave the house, whoever wrote its parts: no pictures, no HTML but our own few tags, nothing invisible, no address
 * but those on allowed hosts; nobody is called by name, no issue is closed or told, no bot is given a command. What stands in code is
 * read as it is, and no renderer can take it for more than text. `hosts` are exact names, with their port where it is not the usual one.
 */
export function outgoingMarkdown(text: string, hosts: readonly string[]): string {
  const isAllowed = allowedOn(hosts);
  return settled(text, {
    isAllowed,
    isOwn: (tag) => OWN_TAG.test(tag),
    code: ({ kind, text: code }) =>
      kind === 'block' ? code : withoutAddresses(inert(code), isAllowed, unlinked),
    edges: (whole) => whole,
  });
}

/** Markdown of which a model wrote every word: as `outgoingMarkdown`, with no HTML at all, and no address but allowed ones in code either. */
export function outgoingModelMarkdown(text: string, hosts: readonly string[]): string {
  const isAllowed = allowedOn(hosts);
  return settled(text, {
    isAllowed,
    isOwn: () => false,
    code: ({ kind, text: code }) =>
      withoutAddresses(kind === 'block' ? code : inert(code), isAllowed),
    edges: (whole) => whole.trim(),
  });
}

/** One line of plain text, such as a title: nobody is called by name, no issue is closed, CI is not passed by. */
export function outgoingLine(text: string): string {
  return quiet(seen(text).replace(/\s+/g, ' ').trim()).replace(SKIPPING, `[${BREAK}`);
}

/** The message of a commit: CI is not passed by, no issue is closed, nobody is called by name. Its lines stay as they are. */
export function outgoingMessage(text: string): string {
  return quiet(seen(text)).replace(SKIPPING, `[${BREAK}`).replace(SKIP_TRAILER, `$1${BREAK}`);
}

/** How often a text is gone over until nothing changes any more; what we write ourselves takes two. */
const MOST_PASSES = 6;

/** What is taken out may leave behind something new around it, so it is gone over until all that was looked at is what is sent. */
function settled(text: string, rules: Rules): string {
  let whole = text;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const next = goneOver(whole, rules);
    if (next === whole) return whole;
    whole = next;
  }
  return inert(withoutAddresses(whole, rules.isAllowed));
}

function goneOver(text: string, rules: Rules): string {
  let whole = '';
  // Markdown has one end of a line; what else breaks lines here, it may read on over.
  for (const piece of piecesOf(seen(text).replace(/\r\n?|[\u2028\u2029]/g, '\n'))) {
    if (piece.kind === 'block' || piece.kind === 'fenced') whole += beginning(whole);
    whole += piece.kind === 'prose' ? prose(piece.text, rules) : rules.code(piece);
  }
  return rules.edges(whole.replace(COMMAND, `$1${BREAK}`));
}

/** What has code between fences begin: a new line, and an empty one after HTML, in which there is no Markdown. */
function beginning(before: string): string {
  const line = before === '' || before.endsWith('\n') ? '' : '\n';
  return before.slice(before.lastIndexOf('\n\n') + 1).includes('<') && !before.endsWith('\n\n')
    ? `${line}\n`
    : line;
}

function prose(markdown: string, { isAllowed, isOwn }: Rules): string {
  const shown = markdown
    .replace(COMMENT, '')
    .replace(TAG, (tag) =>
      tag === '<'
        ? `<${BREAK}`
        : isOwn(tag) || isAllowed(BRACKETED.exec(tag)?.[1] ?? '')
          ? tag
          : '',
    )
    .replace(REFERENCE, '')
    .replaceAll(']:', `]${BREAK}:`)
    .replaceAll('![', '[')
    .replace(TARGET, (all, address?: string) =>
      address === undefined ? `]${BREAK}(` : isAllowed(address) ? all : ']',
    );
  return quiet(withoutAddresses(shown, isAllowed));
}

/** Code in which there is no tag, picture or link, should a renderer not take it for code. */
function inert(code: string): string {
  return code
    .replace(CODE_TAG, `<${BREAK}`)
    .replaceAll('![', `!${BREAK}[`)
    .replace(CODE_TARGET, `]${BREAK}`);
}

/** An address that nothing makes a link of. */
function unlinked(address: string): string {
  return address.replace(/^(www|[^:/\\]*:?)/i, `$1${BREAK}`);
}

function quiet(text: string): string {
  return text
    .replace(NAME, `@${BREAK}`)
    .replace(CLOSING, `$1${BREAK}$2`)
    .replace(ELSEWHERE, `$1${BREAK}`);
}
