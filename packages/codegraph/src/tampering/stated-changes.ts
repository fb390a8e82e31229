/** What a plan says that it will do, as far as tampering is judged by it. What it states is no finding. */
export interface StatedChanges {
  readonly steps: readonly {
    /** `test` for a step that writes a test; any other kind of step plans no test. */
    readonly type: string;
    readonly file: string;
    /** In words; a section of a manifest that it names may change. */
    readonly action: string;
    readonly testName?: string | undefined;
  }[];
}
