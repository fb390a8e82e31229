import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

/** GitHub's published description of its API, as a judge of answers and webhooks. */
export interface Description {
  /** What is wrong with an answer; empty when it is as GitHub describes it. */
  judgeAnswer(method: string, path: string, status: number, body: unknown): readonly string[];
  /** What is wrong with a webhook's body. */
  judgeWebhook(event: string, body: unknown): readonly string[];
}

/** Reads `@octokit/openapi` (13 MB); to be done once for a test file. */
export async function readDescription(): Promise<Description> {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi');
  const text = await readFile(new URL('generated/api.github.com.json', `file://${file}`), 'utf8');
  const description = asJsonSchema(JSON.parse(text)) as Json;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  (formats as unknown as { default: (ajv: Ajv) => void }).default(ajv);
  // The addresses of GitHub's own bots, `1+name[bot]@users.noreply.github.com`, are none by the standard.
  ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
  ajv.addSchema({ $id: 'github', ...description });
  const paths = description.paths as Readonly<Record<string, Json>>;
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(
      `^${template.replace(/\{(path|ref)\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+')}$`,
    ),
  }));
  const compiled = new Map<string, ValidateFunction>();

  function judge(pointer: string, body: unknown): readonly string[] {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `github#${pointer}` });
    compiled.set(pointer, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map((each) => `${each.instancePath} ${each.message}`);
  }

  function templateOf(path: string): string | undefined {
    const fitting = templates.filter(({ pattern }) => pattern.test(path));
    const fixed = (template: string) => template.replace(/\{[^}]+\}/g, '').length;
    return fitting.sort((a, b) => fixed(b.template) - fixed(a.template))[0]?.template;
  }

  return {
    judgeAnswer(method, path, status, body) {
      const template = templateOf(path);
      const operation = template && (paths[template]?.[method.toLowerCase()] as Json | undefined);
      if (!template || !operation) return [`GitHub has no ${method} ${path}`];
      let pointer = `/paths/${escaped(template)}/${method.toLowerCase()}/responses/${status}`;
      const answers = operation.responses as Readonly<Record<string, Json>>;
      let answer = answers[status];
      // Of refusals, GitHub describes only some.
      if (answer === undefined && status >= 400) return [];
      if (answer === undefined) return [`${method} ${template} is not answered ${status}`];
      const { $ref } = answer as { readonly $ref?: string };
      if ($ref !== undefined) {
        pointer = $ref.slice(1);
        answer = $ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at[key] as Json, description);
      }
      const content = answer.content as Json | undefined;
      const type = ['application/json', 'application/scim+json'].find((each) => content?.[each]);
      if (type === undefined) return [];
      return judge(`${pointer}/content/${escaped(type)}/schema`, body);
    },
    judgeWebhook(event, body) {
      const { action } = body as { readonly action?: string };
      const name = [event, ...(action === undefined ? [] : [action])]
        .join('-')
        .replaceAll('_', '-');
      const hooks = (description.webhooks ?? description['x-webhooks']) as Json;
      if (!(name in hooks)) return [`GitHub has no webhook ${name}`];
      return judge(
        `/${description.webhooks ? 'webhooks' : 'x-webhooks'}/${name}/post/requestBody/content/${escaped('application/json')}/schema`,
        body,
      );
    },
  };
}

function escaped(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** OpenAPI 3.0 says `nullable`, which JSON Schema does not know; and GitHub says `oneOf` of shapes that overlap. */
function asJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const {
    nullable,
    example: _example,
    examples: _examples,
    discriminator: _discriminator,
    ...rest
  } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key === 'oneOf' ? 'anyOf' : key,
      asJsonSchema(value),
    ]),
  );
  if (nullable !== true) return rest;
  if (rest.enum === undefined && typeof rest.type === 'string') {
    return { ...rest, type: [rest.type, 'null'] };
  }
  return { anyOf: [rest, { type: 'null' }] };
}
