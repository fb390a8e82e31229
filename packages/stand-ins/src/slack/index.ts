export type { Click, Command, Said, SlackAnswer, ViewSubmit } from './interactions.ts';
export type { SlackStandIn, SlackState } from './start-slack.ts';
export { startSlack } from './start-slack.ts';
export type { SlackChannel, SlackMessage, SlackUser, SlackView } from './store.ts';
