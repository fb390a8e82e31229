/** The log of a job whose one step ran a command, printed these lines and failed. */
export function printing(command: string, ...lines: readonly string[]): string {
  return [
    `##[group]Run ${command}`,
    '##[endgroup]',
    ...lines,
    '##[error]Process completed with exit code 1.',
  ].join('\n');
}
