import { readServiceSettings, type ServiceSettings } from '@patchwright/chassis';

/** Settings of the probe. */
export interface ProbeConfig {
  /** Where the oracle and the board answer. */
  readonly oracle: string;
  /** What it states at its end: another code's words, for replays. */
  readonly words: string;
  /** What it asks first: another code's question, for replays. */
  readonly question: string;
}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): {
  readonly config: ProbeConfig;
  readonly settings: ServiceSettings;
} {
  const { ORACLE = '', WORDS = 'it is known', QUESTION = 'question' } = environment;
  return {
    config: { oracle: ORACLE, words: WORDS, question: QUESTION },
    settings: readServiceSettings(environment),
  };
}
