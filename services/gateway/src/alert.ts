import type { Config } from './config.ts';
import type { Intent } from './intent.ts';
import { type AnswerPorts, ensure, slackText } from './reply.ts';

/** Says on Slack at once what people are to know; where Slack is not configured, nobody is told. Throws the port's faults. */
export async function alert(
  { slack, claim }: AnswerPorts,
  { alertChannel }: Pick<Config, 'alertChannel'>,
  { key, text, url }: Extract<Intent, { kind: 'alert' }>,
): Promise<void> {
  if (slack === undefined || alertChannel === undefined) return;
  const link = /^https?:\/\/[^\s|<>]+$/.test(url) ? `\n<${url}|Look at it>` : '';
  await ensure(
    slack.writes.ensureMessage,
    {
      key,
      channel: alertChannel,
      text: `:rotating_light: ${slackText(text)}${link}`,
    },
    claim,
  );
}
