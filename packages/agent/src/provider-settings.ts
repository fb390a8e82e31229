import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kind } from './model-choice.ts';
import type { ProviderSettings } from './model-settings.ts';
import type { DeclaredProvider } from './models-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Declared<K extends Kind> = Partial<
  Extract<DeclaredProvider, { kind: K extends 'claude-code' ? 'claude-code' | 'cursor' : K }>
>;

const OPENAI = 'https://api.openai.com/v1';

/**
 * All that is known of a provider: what is declared of it, and for the rest the variables. Throws an Error that names the variable
 * that is missing, and shows no value.
 */
export function providerSettings(
  kind: Kind,
  declared: Partial<DeclaredProvider>,
  environment: Environment,
): ProviderSettings {
  switch (kind) {
    case 'anthropic': {
      const { apiKey, apiKeyFile, timeoutMs, ...more } = declared as Declared<'anthropic'>;
      const key = apiKey ?? secret(apiKeyFile) ?? required(environment, 'ANTHROPIC_API_KEY');
      return {
        kind,
        apiKey: key,
        ...defined({
          baseUrl: more.baseUrl ?? address(environment, 'ANTHROPIC_BASE_URL'),
          timeoutMs,
        }),
      };
    }
    case 'openai': {
      const own = declared as Declared<'openai'>;
      const baseUrl = own.baseUrl ?? address(environment, 'OPENAI_BASE_URL') ?? OPENAI;
      const isOurs = own.baseUrl === undefined;
      const apiKey =
        own.apiKey ??
        secret(own.apiKeyFile) ??
        // Nobody's key goes to an address that it was not meant for.
        (isOurs ? variable(environment, 'OPENAI_API_KEY') : undefined);
      const tokensField =
        own.tokensField ?? (baseUrl === OPENAI ? 'max_completion_tokens' : undefined);
      const { azureApiVersion, timeoutMs } = own;
      return { kind, baseUrl, ...defined({ apiKey, tokensField, azureApiVersion, timeoutMs }) };
    }
    case 'bedrock': {
      const own = declared as Declared<'bedrock'>;
      return {
        kind,
        region: own.region ?? required(environment, 'PATCHWRIGHT_BEDROCK_REGION'),
        accessKey: own.accessKey ?? required(environment, 'PATCHWRIGHT_BEDROCK_ACCESS_KEY'),
        secretKey:
          own.secretKey ??
          secret(own.secretKeyFile) ??
          required(environment, 'PATCHWRIGHT_BEDROCK_SECRET_KEY'),
        ...defined({
          sessionToken:
            own.sessionToken ?? variable(environment, 'PATCHWRIGHT_BEDROCK_SESSION_TOKEN'),
          baseUrl: own.baseUrl ?? address(environment, 'PATCHWRIGHT_BEDROCK_URL'),
          timeoutMs: own.timeoutMs,
        }),
      };
    }
    case 'claude-code':
    case 'cursor':
      return programSettings(kind, declared as Declared<'claude-code'>, environment);
  }
}

function programSettings(
  kind: 'claude-code' | 'cursor',
  own: Declared<'claude-code'>,
  environment: Environment,
): ProviderSettings {
  const [program, key] =
    kind === 'cursor'
      ? (['PATCHWRIGHT_CURSOR', 'CURSOR_API_KEY'] as const)
      : (['PATCHWRIGHT_CLAUDE_CODE', 'ANTHROPIC_API_KEY'] as const);
  const homes =
    variable(environment, 'PATCHWRIGHT_PROGRAMS_HOME') ?? join(tmpdir(), 'patchwright-programs');
  const baseUrl =
    kind === 'cursor' ? undefined : (own.baseUrl ?? address(environment, 'ANTHROPIC_BASE_URL'));
  const { mostTurns, mostUsd } = own;
  return {
    kind,
    program: own.program ?? required(environment, program),
    apiKey: own.apiKey ?? secret(own.apiKeyFile) ?? required(environment, key),
    home: own.home ?? join(homes, kind),
    path: environment.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    ...defined({ baseUrl, mostTurns, mostUsd }),
  };
}

/** A variable, or the text of the file that `<name>_FILE` names. */
function variable(environment: Environment, name: string): string | undefined {
  return environment[name] || secret(environment[`${name}_FILE`]);
}

function required(environment: Environment, name: string): string {
  const value = variable(environment, name);
  if (value !== undefined) return value;
  throw new Error(
    `the environment does not fit: ${name}: is needed to call a model (or ${name}_FILE)`,
  );
}

function address(environment: Environment, name: string): string | undefined {
  const value = variable(environment, name);
  if (value === undefined || URL.canParse(value)) return value;
  throw new Error(`the environment does not fit: ${name}: an address is expected`);
}

function secret(file: string | undefined): string | undefined {
  return file ? readFileSync(file, 'utf8').trim() : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
