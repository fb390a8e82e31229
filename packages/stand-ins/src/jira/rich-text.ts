import { adfToWiki } from './adf-to-wiki.ts';
import { wikiToAdf } from './wiki-to-adf.ts';

/** A node of the Atlassian Document Format. */
export interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly {
    readonly type: string;
    readonly attrs?: Readonly<Record<string, unknown>>;
  }[];
  readonly content?: readonly AdfNode[];
}

/** A document of the Atlassian Document Format. */
export interface AdfDocument extends AdfNode {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

/** A text in both forms of the API: wiki markup (version 2) and ADF (version 3). The form that was written is kept as it came. */
export interface RichText {
  readonly wiki: string;
  readonly adf: AdfDocument;
}

/** A text that was written as wiki markup. */
export function fromWiki(wiki: string): RichText {
  return { wiki, adf: wikiToAdf(wiki) };
}

/** A text that was written as ADF. */
export function fromAdf(adf: AdfDocument): RichText {
  return { wiki: adfToWiki(adf), adf };
}

/** Whether a JSON value is a document of ADF, as far as Jira looks before it stores it. */
export function isAdfDocument(value: unknown): value is AdfDocument {
  if (value === null || typeof value !== 'object') return false;
  const { type, version, content } = value as Partial<AdfDocument>;
  return type === 'doc' && version === 1 && Array.isArray(content);
}
