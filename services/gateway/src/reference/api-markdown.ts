/** As much of an OpenAPI description as the reference shows. */
export interface Described {
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
  readonly responses?: Readonly<
    Record<
      string,
      {
        readonly description?: string;
        readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
      }
    >
  >;
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

type Schemas = Readonly<Record<string, Schema>>;

const OPENING = `# The API

<!-- Written by \`npm run docs\` from the gateway's own routes. -->

The gateway describes itself by OpenAPI 3.1 at \`/v1/openapi.json\`; a page to try it with is at \`/docs\`. Both are open to
everybody, all else wants \`Authorization: Bearer …\`. [How to use it](../how-to/use-the-api.md).

`;

/** The reference of the API in Markdown: the same description always gives the same text. */
export function apiMarkdown({ tags = [], paths = {}, components }: Described): string {
  const named = (components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ path, method, one: one as Operation })),
  );
  const sections = tags.map(({ name, description = '' }) => {
    const own = operations.filter(({ one }) => one.tags?.[0] === name);
    const heading = `## ${name.charAt(0).toUpperCase()}${name.slice(1)}\n\n${description}.\n\n`;
    return `${heading}${own.map(({ path, method, one }) => section(path, method, one, named)).join('\n')}`;
  });
  return `${OPENING}${sections.join('\n')}`;
}

function section(path: string, method: string, one: Operation, named: Schemas): string {
  const rows = [...parameters(one), ...members(one, named)];
  const table =
    rows.length === 0
      ? ''
      : `\n| given | where | meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  return `### ${method.toUpperCase()} ${path}\n\n${one.summary}. ${one.description ?? ''} ${answers(one)}\n${table}`;
}

function parameters({ parameters: all = [] }: Operation): readonly string[] {
  return all
    .filter((one) => one.in !== 'path')
    .map((one) => row(one.name, one.required === true, one.in, one.description));
}

function members({ requestBody }: Operation, named: Schemas): readonly string[] {
  const given = requestBody?.content?.['application/json']?.schema;
  const schema = given?.$ref === undefined ? given : named[nameOf(given.$ref)];
  return Object.entries(schema?.properties ?? {}).map(([name, member]) =>
    row(
      name,
      schema?.required?.includes(name) === true,
      'body',
      (member as { readonly description?: string }).description,
    ),
  );
}

function row(name: string, isNeeded: boolean, where: string, meaning = ''): string {
  return `| \`${name}\`${isNeeded ? ', needed' : ''} | ${where} | ${meaning.replaceAll('|', '\\|')} |`;
}

function answers({ responses = {} }: Operation): string {
  const own = Object.entries(responses).filter(([status]) => /^2\d\d$/.test(status));
  const told = own.map(([status, { description = '', content = {} }]) => {
    const ref = Object.values(content)[0]?.schema?.$ref;
    return `${status}: ${description.toLowerCase()}${ref === undefined ? '' : ` (\`${nameOf(ref)}\`)`}`;
  });
  return `Answers ${told.join('; ')}.`;
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
