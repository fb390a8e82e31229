import type { slackPort } from '@patchwright/outside';
import { intentOf, openPort } from '../open-port.ts';
import { scopeOf } from '../scope.ts';
import { type ToolServer, toolServer } from '../tool-server.ts';
import { sendApprovalRequest } from './send-approval-request.ts';
import { sendMessage } from './send-message.ts';
import { sendNotification } from './send-notification.ts';
import type { SlackWorld } from './world.ts';

/** Slack as tools. `channels` are those that may be written to, by the names under which calls name them, `*` standing for any text; all without any. */
export function slackServer(
  port: ReturnType<typeof slackPort>,
  channels: readonly string[] = [],
): ToolServer {
  const scope = scopeOf('channel', channels);
  return toolServer<SlackWorld>({
    name: 'slack',
    title: 'Slack',
    openWorld: true,
    instructions:
      'Writes messages to people. It asks for approvals, which only people give: no tool approves anything.',
    tools: [sendMessage, sendApprovalRequest, sendNotification],
    world: (call) => ({
      slack: openPort(port, call),
      channels: scope,
      intent: intentOf('slack', call),
    }),
  });
}
