export type { ModelScript, ScriptedConversation, ScriptedTurn, ScriptProblem } from './script.ts';
export { parseModelScript, readModelScript, ScriptFault } from './script.ts';
export type { ModelCall, ModelCalls, ModelStandIn } from './start-model.ts';
export { ModelFault, startModel } from './start-model.ts';
