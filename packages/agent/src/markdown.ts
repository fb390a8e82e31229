// The door to skills and agents as files, without models, for whoever only shows or checks them.
export type { AgentCard } from './agents/agent-card.ts';
export { readAgentSettings } from './agents/agent-folder.ts';
export { stack } from './skills/shelf.ts';
export { parseSkill, type Skill } from './skills/skill.ts';
export { readSkillSettings } from './skills/skill-settings.ts';
