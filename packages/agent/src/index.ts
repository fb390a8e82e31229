export type { Assignment, Budget, Outcome, RunAgent, Tool } from './agent.ts';
export {
  type AgentCard,
  type AnswerPlace,
  isForPeopleOnly,
  parseAgent,
  type ResultKind,
} from './agents/agent-card.ts';
export { OWN_AGENTS, readAgentFolder, readAgentSettings } from './agents/agent-folder.ts';
export {
  Answer,
  Proposal,
  proposalFault,
  ReviewReport,
  Route,
  resultSchemas,
} from './agents/results.ts';
export type { AnthropicConfig } from './anthropic/port.ts';
export { anthropicModel } from './anthropic/port.ts';
export { clean, reveal } from './clean.ts';
export type { RecordedCall } from './conversation.ts';
export { renderConversation } from './conversation.ts';
export type { Desk, DeskRights, Files } from './desk.ts';
export { openDesk } from './desk.ts';
export { fence } from './fence.ts';
export { runAgent } from './loop.ts';
export type { Variables } from './mcp/expand.ts';
export { type McpConfig, type McpServerSettings, readMcpFile } from './mcp/mcp-file.ts';
export type { Mcp, McpAnswer, McpToolInfo, McpToolList } from './mcp/mcp-port.ts';
export { KEY_META, mcpPort } from './mcp/mcp-port.ts';
export { readMcpSettings } from './mcp/mcp-settings.ts';
export {
  grantedTools,
  type McpGrant,
  type McpOffer,
  mcpTools,
} from './mcp/mcp-tools.ts';
export type {
  AssistantBlock,
  Message,
  Model,
  ModelAnswer,
  ModelRequest,
  PassedOver,
  RedactedThinkingBlock,
  TextBlock,
  ThinkingBlock,
  ToolResultBlock,
  ToolSpec,
  ToolUseBlock,
} from './model.ts';
export { type ModelSurroundings, modelPort } from './model-port.ts';
export type { ModelSettings, ProviderSettings } from './model-settings.ts';
export type { BilledTokens, Price, PriceTable, Rates } from './prices.ts';
export { costOf } from './prices.ts';
export type {
  ProgramEnd,
  ProgramStart,
  RunningProgram,
  StartProgram,
} from './program/start-program.ts';
export type { Effort, ModelChoice } from './providers/provider.ts';
export { readPrompt } from './read-prompt.ts';
export { readBudget, readModelSettings } from './settings.ts';
export { gatherSkills } from './skills/gather-skills.ts';
export { readRepositorySkills } from './skills/repository-skills.ts';
export { type Shelf, type Skillset, skillsFor, stack, withSkills } from './skills/shelf.ts';
export { parseSkill, type Skill, type SkillOrigin, type SkillPlace } from './skills/skill.ts';
export { OWN_SKILLS, readSkillFolder } from './skills/skill-folder.ts';
export { readSkillSettings, type SkillsConfig } from './skills/skill-settings.ts';
export { type Estimate, estimateOf, type SpendingCap, withinCaps } from './within-caps.ts';
