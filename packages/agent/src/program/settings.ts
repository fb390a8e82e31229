/** An agent program that serves roles as a model does: Claude Code, or Cursor's command line. */
export interface ProgramSettings {
  readonly kind: 'claude-code' | 'cursor';
  /** The program's file. */
  readonly program: string;
  readonly apiKey: string;
  /** The vendor's own address without it. */
  readonly baseUrl?: string;
  /** A folder of ours: the program's home, its sessions, its files. The same after a restart, or they are begun anew. */
  readonly home: string;
  /** Where programs are found that it starts. */
  readonly path: string;
  /** Caps of the program's own, beside the budget that is checked before each of its turns: 200 turns and 20 dollars without them. */
  readonly mostTurns?: number;
  readonly mostUsd?: number;
}
