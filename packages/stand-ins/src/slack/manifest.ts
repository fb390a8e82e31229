import { z } from 'zod';

const HttpsUrl = z.url({ protocol: /^https$/ });
const Manifest = z.object({
  display_information: z.object({
    name: z.string().min(1).max(35),
    description: z.string().max(140).optional(),
  }),
  features: z
    .object({
      bot_user: z.object({ display_name: z.string().min(1).max(80) }).optional(),
      slash_commands: z
        .array(
          z.object({
            command: z.string().regex(/^\/[a-z0-9_-]+$/),
            url: HttpsUrl.optional(),
            description: z.string().max(2000),
          }),
        )
        .max(50)
        .optional(),
    })
    .optional(),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z
      .object({ request_url: HttpsUrl.optional(), bot_events: z.array(z.string()) })
      .optional(),
    interactivity: z
      .object({ is_enabled: z.boolean(), request_url: HttpsUrl.optional() })
      .optional(),
    socket_mode_enabled: z.boolean(),
  }),
});

/** What Slack would say of a manifest, given as JSON; empty when it would take it. Without a socket every door needs an address. */
export function manifestFaults(text: unknown): readonly string[] {
  const parsed = Manifest.safeParse(jsonOf(text));
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
  }
  const { settings } = parsed.data;
  if (settings.socket_mode_enabled) return [];
  return [
    ...(settings.event_subscriptions?.request_url === undefined
      ? ['/settings/event_subscriptions']
      : []),
    ...(settings.interactivity?.request_url === undefined ? ['/settings/interactivity'] : []),
  ].map((place) => `${place}: an address is needed, or socket mode`);
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
