export { codeServer } from './code/code-server.ts';
export { SERVERS, type ServerName } from './config.ts';
export { filesystemServer } from './filesystem/filesystem-server.ts';
export { githubServer } from './github/github-server.ts';
export { jiraServer } from './jira/jira-server.ts';
export { KEY_META, type Presentation } from './mcp-server.ts';
export { sentryServer } from './sentry/sentry-server.ts';
export { type HttpServing, type ListeningServer, serveHttp } from './serve-http.ts';
export { serveStdio } from './serve-stdio.ts';
export { slackServer } from './slack/slack-server.ts';
export type { Effect, ServerTool, ToolCall } from './tool.ts';
export {
  type BoundTool,
  readOnly,
  type ToolServer,
  type ToolServerParts,
  toolServer,
} from './tool-server.ts';
