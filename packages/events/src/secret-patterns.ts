/** A form that secrets have. */
export interface SecretPattern {
  readonly name: string;
  readonly form: RegExp;
  /** What of the match stays before the mark, as a replacement text: `$1` for what names the secret. */
  readonly keep: '' | '$1';
}

/** Nothing of a word before it, so `risk-…` is not taken for `sk-…`. */
const FREE = '(?<![A-Za-z0-9_-])';

/** The forms that are masked wherever text goes to the log. None of them matches the mark itself. */
export const secretPatterns: readonly SecretPattern[] = [
  {
    name: 'private key',
    form: /-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----[A-Za-z0-9+/=\s:,\\-]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|(?![A-Za-z0-9+/=\s:,\\-]))/g,
    keep: '',
  },
  {
    name: 'GitHub token',
    form: new RegExp(`${FREE}(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,})`, 'g'),
    keep: '',
  },
  { name: 'GitLab token', form: new RegExp(`${FREE}glpat-[A-Za-z0-9_-]{16,}`, 'g'), keep: '' },
  {
    name: 'Slack token',
    form: new RegExp(`${FREE}(?:xox[a-z]-|xapp-)[A-Za-z0-9-]{8,}`, 'g'),
    keep: '',
  },
  {
    name: 'Slack hook',
    form: /(https:\/\/hooks\.slack\.com\/[a-z]+\/)[A-Za-z0-9/_-]{8,}/g,
    keep: '$1',
  },
  { name: 'model key', form: new RegExp(`${FREE}sk-[A-Za-z0-9_-]{16,}`, 'g'), keep: '' },
  { name: 'AWS key id', form: new RegExp(`${FREE}(?:AKIA|ASIA)[A-Z0-9]{16}`, 'g'), keep: '' },
  { name: 'Google key', form: new RegExp(`${FREE}AIza[A-Za-z0-9_-]{30,}`, 'g'), keep: '' },
  { name: 'npm token', form: new RegExp(`${FREE}npm_[A-Za-z0-9]{30,}`, 'g'), keep: '' },
  { name: 'Atlassian token', form: new RegExp(`${FREE}ATATT3[A-Za-z0-9_=-]{20,}`, 'g'), keep: '' },
  {
    name: 'JSON web token',
    form: new RegExp(`${FREE}eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]*`, 'g'),
    keep: '',
  },
  {
    name: 'bearer token',
    form: /(\b(?:Bearer|Basic|token)\s+)(?=[A-Za-z0-9._~+/-]*[0-9])[A-Za-z0-9._~+/-]{16,}=*/gi,
    keep: '$1',
  },
  {
    name: 'password in an address',
    // No scheme is longer: without an end to it, each dot of a text without spaces would begin a search through all the rest.
    form: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@:"'\\[]*:)[^\s/?#@"'\\[]+(?=@)/gi,
    keep: '$1',
  },
  {
    name: 'token as the user of an address',
    form: /(\bhttps?:\/\/)[A-Za-z0-9_-]{20,}(?=@)/gi,
    keep: '$1',
  },
  {
    name: 'assigned secret',
    form: /((?:password|passwd|passphrase|client_?secret|api_?key|access_?token|refresh_?token|auth_?token|signing_?secret)=)(?![$<{([*])[^\s"'`&;,<>\\()[\]{}]{4,}/gi,
    keep: '$1',
  },
  {
    name: 'quoted secret',
    form: /((?:password|passwd|passphrase|client_?secret|api_?key|access_?token|refresh_?token|auth_?token|signing_?secret)\\*["']?\s*[:=]\s*\\*["'])(?![$<{([*])[^\s"'`\\[]{4,}/gi,
    keep: '$1',
  },
];
