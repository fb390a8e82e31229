const BEGIN = '<!-- patchwright:begin -->';
const END = '<!-- patchwright:end -->';
/** The name under which a section's revision stands. */
const SECTION = 'section';
const OURS = /<!--(?=\s*patchwright:)/g;
const OWN_END = /<!-- patchwright:(?:key|sticky)=[^\s>]+(?: revision=\d+)? -->\s*$/;
/** Keys are short, and GitHub adds nothing behind them. */
const LONGEST_END = 2000;
/** GitHub refuses longer bodies. */
const LONGEST = 65_536;
const ROOM = 1_000;

/** The hidden line by which an effect is found again. */
export function keyMarker(key: string): string {
  return `<!-- patchwright:key=${token(key)} -->`;
}

/** The hidden line of a sticky comment. */
export function stickyMarker(marker: string, revision: number): string {
  return `<!-- patchwright:sticky=${token(marker)} revision=${revision} -->`;
}

/** Whether a comment ends with a hidden line of ours: then we wrote it, under whatever name. */
export function hasOwnMarker(body: string): boolean {
  return OWN_END.test(body.slice(-LONGEST_END));
}

/** The revision of the sticky comment `marker`, when a body is one. */
export function stickyRevision(body: string, marker: string): number | undefined {
  const start = `<!-- patchwright:sticky=${token(marker)} revision=`;
  const at = body.indexOf(start);
  if (at < 0) return undefined;
  const revision = Number.parseInt(body.slice(at + start.length), 10);
  return Number.isNaN(revision) ? undefined : revision;
}

/** Our text with a hidden line at its end: at most as long as GitHub takes, and without markers of its own. */
export function marked(body: string, ...markers: readonly string[]): string {
  return [fitting(body), '', ...markers].join('\n');
}

/** What stands between our markers, or `undefined` without them. */
export function sectionOf(body: string): string | undefined {
  const place = placeOf(body);
  return place && body.slice(place.from + BEGIN.length, place.to - END.length);
}

/** What a section was written for, and the revision that it shows, if it has one. */
interface SectionMark {
  readonly key: string;
  readonly revision?: number | undefined;
}

/** Whether a body has this section already, or a later revision of it. */
export function hasSection(body: string, { key, revision }: SectionMark): boolean {
  const section = sectionOf(body);
  if (section === undefined) return false;
  if (section.includes(keyMarker(key))) return true;
  return revision !== undefined && (stickyRevision(section, SECTION) ?? -1) >= revision;
}

/** `body` with our section replaced, or appended where there was none. People's text around it is kept as it is. */
export function withSection(body: string, section: string, { key, revision }: SectionMark): string {
  const marks = revision === undefined ? [] : [stickyMarker(SECTION, revision)];
  const text = fitting(section, body.length);
  const block = [BEGIN, text, ...marks, keyMarker(key), END].join('\n');
  const place = placeOf(body);
  if (place !== undefined) return body.slice(0, place.from) + block + body.slice(place.to);
  // A lone marker says nothing about where our text ended, so nothing but the marker itself is removed.
  const rest = body.replaceAll(BEGIN, '').replaceAll(END, '').trimEnd();
  return rest === '' ? block : `${rest}\n\n${block}`;
}

function placeOf(body: string): { readonly from: number; readonly to: number } | undefined {
  const from = body.indexOf(BEGIN);
  if (from < 0) return undefined;
  const end = body.indexOf(END, from);
  return end < 0 ? undefined : { from, to: end + END.length };
}

/** Nothing that we were given to say may pass for a marker of ours. */
function fitting(text: string, taken = 0): string {
  const harmless = text.replace(OURS, '&lt;!--');
  const room = Math.max(ROOM, LONGEST - ROOM - taken);
  if (harmless.length <= room) return harmless;
  return `${harmless.slice(0, room)}\n\n… (cut here: GitHub takes no longer texts)`;
}

/** `--` would end the HTML comment. */
function token(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replaceAll('%3A', ':')
    .replaceAll('--', '-%2D');
}
