import { parse } from 'yaml';
import { z } from 'zod';

const FENCED = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** A Markdown file that says about itself what a program has to know, and then what a reader has to. */
export interface Fronted<Front> {
  readonly front: Front;
  readonly body: string;
}

/**
 * Splits a Markdown file into its front matter (YAML between two lines of three dashes) and its body. Throws an Error that names the
 * file, the field and what is wrong with it.
 */
export function readFronted<Front>(
  file: string,
  text: string,
  schema: z.ZodType<Front>,
): Fronted<Front> {
  const found = FENCED.exec(text.replace(/^\uFEFF/, ''));
  if (found === null) {
    throw new Error(`${file}: front matter is missing: begin with a line ---, name: …, and ---`);
  }
  const front = schema.safeParse(yamlOf(file, found[1] ?? ''));
  if (!front.success) {
    const faults = front.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    throw new Error(`${file}: ${faults.join('; ')}`);
  }
  const body = text
    .replace(/^\uFEFF/, '')
    .slice(found[0].length)
    .trim();
  if (body === '') throw new Error(`${file}: there is nothing behind the front matter`);
  return { front: front.data, body };
}

/** Names of skills and agents: lower case words with dashes between, as their files are called. */
export const MarkdownName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is no name: small letters, digits and dashes between them');

/** Words with spaces or commas between, or a list of them. */
export const Words = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    (typeof given === 'string' ? given.split(/[\s,]+/) : given).filter((word) => word !== ''),
  );

function yamlOf(file: string, text: string): unknown {
  try {
    // No aliases: a small file must not become a large value.
    return parse(text, { maxAliasCount: 0 }) ?? {};
  } catch (thrown) {
    const said = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
    throw new Error(`${file}: the front matter is no YAML: ${said}`);
  }
}
