import { createHmac } from 'node:crypto';

/** Hexadecimal HMAC-SHA256 of a text, as Sentry sends it in `Sentry-Hook-Signature`. */
export function hmacHex(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex');
}

/** `sha256=<hex>` over the raw body, as GitHub (`X-Hub-Signature-256`) and Jira (`X-Hub-Signature`) send it. */
export function hubSignature(secret: string, body: string): string {
  return `sha256=${hmacHex(secret, body)}`;
}

/** Slack's `v0=<hex>` over version, timestamp (seconds since 1970) and raw body. */
export function slackSignature(secret: string, timestamp: number, body: string): string {
  return `v0=${hmacHex(secret, `v0:${timestamp}:${body}`)}`;
}
