export type { JiraStandIn, JiraState } from './start-jira.ts';
export { startJira } from './start-jira.ts';
export type {
  ChangedField,
  JiraChange,
  JiraComment,
  JiraIssue,
  JiraRemoteLink,
  JiraUser,
  TicketInput,
} from './store.ts';
