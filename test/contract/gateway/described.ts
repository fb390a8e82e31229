import { Ajv2020 } from 'ajv/dist/2020.js';
import type { House } from './house.ts';

/** The API of a house, each of whose answers must be one that its own description knows. */
export async function describedApi(house: Pick<House, 'url' | 'api'>): Promise<House['api']> {
  const description = (await (await fetch(`${house.url}/v1/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, object>>;
  };
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'api', ...description });

  return async (path, init) => {
    const response = await house.api(path, init);
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    if (!type.endsWith('json')) return response;
    const template = templateOf(Object.keys(description.paths), path);
    // An address that is no route has no description.
    if (template === undefined) return response;
    const method = (init?.method ?? 'GET').toLowerCase();
    const status = response.ok ? `${response.status}` : `${`${response.status}`[0]}XX`;
    const place = ['paths', template, method, 'responses', status, 'content', type, 'schema'];
    const validate = ajv.compile({ $ref: `api#/${place.map(escaped).join('/')}` });
    const body: unknown = await response.clone().json();
    if (!validate(body)) {
      const said = ajv.errorsText(validate.errors, { separator: '\n' });
      throw new Error(`${method} ${path} ${response.status} is not as described:\n${said}`);
    }
    return response;
  };
}

function templateOf(templates: readonly string[], path: string): string | undefined {
  const parts = (path.split('?')[0] ?? '').split('/');
  const fitting = templates.filter((template) => {
    const own = template.split('/');
    return (
      own.length === parts.length &&
      own.every((part, at) => part.startsWith('{') || part === parts[at])
    );
  });
  // `/v1/dead-letters/redrive` before `/v1/dead-letters/{id}`.
  return fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

/** One token of a JSON pointer, within an address. */
function escaped(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));
}
