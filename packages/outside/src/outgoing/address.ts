/** What stands where an address was taken out. */
export const TAKEN_OUT = '(address removed)';

/** Between two letters it keeps machines from reading what people read all the same. */
export const BREAK = '\u200b';

/** What people do not see; but for the two characters that emoji are made with. */
const UNSEEN = /(?![\uFE0F\u200D])[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** With a scheme, with `www.`, or with two slashes before a host; on Windows, paths of files have one letter and a colon before them. */
const ADDRESS =
  /(?:(?<![a-z])(?:https?|ftp):\/\/|(?<![\w@./-])(?:[a-z][a-z0-9+.-]{0,30}:\/\/|[a-z][a-z0-9+.-]{1,30}:[/\\]{2}|(?<![:/\\])[/\\]{2,}(?=[^\s<>()[\]|"'`/\\.@]{1,255}[.@])|www\.))[^\s<>()[\]|"'`]+/gi;
const OTHER_SCHEME =
  /\b(?:data|javascript|vbscript|file|blob|mailto|tel):(?=\S)[^\s<>()[\]|"'`]+/gi;

/** Says of an address whether it may stand in a text of ours. */
export type Allowed = (address: string) => boolean;

/** Whether an address is on one of the hosts, by their exact names, with their port where it is not the usual one. */
export function allowedOn(hosts: readonly string[]): Allowed {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return (address) => {
    const whole = address.startsWith('//') ? `https:${address}` : address;
    // What one reader takes for a slash, another takes for a part of the host.
    if (whole.includes('\\') || !URL.canParse(whole)) return false;
    const { protocol, host, username, password } = new URL(whole);
    const isWeb = protocol === 'https:' || protocol === 'http:';
    return isWeb && username === '' && password === '' && allowed.has(host.toLowerCase());
  };
}

/** The host of an address; none of what is no address. */
export function hostOf(address: string | undefined): readonly string[] {
  return address !== undefined && URL.canParse(address) ? [new URL(address).host] : [];
}

/** A text without addresses that are not allowed; `instead` says what stands there. */
export function withoutAddresses(
  text: string,
  isAllowed: Allowed,
  instead: (address: string) => string = () => TAKEN_OUT,
): string {
  return text
    .replace(OTHER_SCHEME, instead)
    .replace(ADDRESS, (address) =>
      isAllowed(address.replace(/[.,;:!?]+$/, '')) ? address : instead(address),
    );
}

/** A text without what people cannot see. */
export function seen(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '').replace(CONTROLS, '');
}
