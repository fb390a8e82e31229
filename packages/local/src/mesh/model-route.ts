import { findClaudeCode } from '../toolchain/claude-code.ts';
import { workPaths } from './service-environment.ts';

/**
 * By which way services come to a model. All but `anthropic` play the stories' scripts: `scripted` by Anthropic's own protocol,
 * `openai` by chat completions, `claude-code` by the program of that name, which believes that it speaks with Anthropic.
 */
export const modelRoutes = ['scripted', 'claude-code', 'openai', 'anthropic'] as const;
/** One of `modelRoutes`. */
export type ModelRoute = (typeof modelRoutes)[number];

/** Variables as whoever starts a mesh gives them. */
type Given = Readonly<Record<string, string | undefined>>;

/** A key is missing that somebody has to give. */
export class ModelKeyMissing extends Error {
  override readonly name = 'ModelKeyMissing';
}

/** The name under which the script answers chat completions; it costs nothing, as a model on one's own machine. */
const LOCAL_MODEL = 'qwen3-coder';

/**
 * Makes a route ready, before there is any outside world: finds or fetches the program of Claude Code, and takes from what was given
 * the key of Anthropic and nothing else. Answers what the services that ask models are given once the script has an address.
 * Throws a ModelKeyMissing, or an Error that says why the program cannot be had.
 */
export async function prepareModel(
  route: ModelRoute,
  given: Given,
  onNotice?: (notice: string) => void,
): Promise<(script: ScriptPlace) => Readonly<Record<string, string>>> {
  switch (route) {
    case 'scripted':
      return ({ url, key }) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key });
    case 'openai':
      return ({ url, key }) => ({
        PATCHWRIGHT_MODEL: `openai:${LOCAL_MODEL}`,
        PATCHWRIGHT_MODEL_PRICES: JSON.stringify({ [LOCAL_MODEL]: { input: 0, output: 0 } }),
        OPENAI_BASE_URL: `${url}/v1`,
        OPENAI_API_KEY: key,
      });
    case 'claude-code': {
      const program = await findClaudeCode({ onProgress: onNotice });
      return ({ url, key, workDir }) => ({
        PATCHWRIGHT_MODEL: 'claude-code:claude-sonnet-5-5',
        PATCHWRIGHT_CLAUDE_CODE: program,
        PATCHWRIGHT_PROGRAMS_HOME: workPaths(workDir).programs,
        ANTHROPIC_BASE_URL: url,
        ANTHROPIC_API_KEY: key,
      });
    }
    case 'anthropic': {
      const { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: address } = given;
      if (!key) throw new ModelKeyMissing('ANTHROPIC_API_KEY is not given');
      return () => ({
        PATCHWRIGHT_MODEL: 'anthropic:claude-sonnet-5-5',
        ANTHROPIC_API_KEY: key,
        ...(address ? { ANTHROPIC_BASE_URL: address } : {}),
      });
    }
  }
}

/** Where the scripted model answers, and with which key. */
export interface ScriptPlace {
  readonly url: string;
  readonly key: string;
  /** The folder of what lives only as long as the mesh runs. */
  readonly workDir: string;
}
