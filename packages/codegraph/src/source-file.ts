/** A file with its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}
