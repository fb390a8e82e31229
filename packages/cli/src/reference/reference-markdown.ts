import type { Argument, Command, Option } from 'commander';
import { examplesOf } from '../examples.ts';

const OPENING = `# The command line

<!-- Written by \`npm run docs\` from the program itself. -->

\`patchwright\` starts tasks, shows and steers them, reads their log, and runs the whole mesh on this machine.
In a clone it is \`npx patchwright …\` or \`npm run patchwright -- …\`.

## How it behaves

- Data goes to the standard output, talk to the standard error, so that \`patchwright list --json | jq\` sees data only.
- \`--json\` prints JSON; whatever goes on for longer prints one JSON value a line.
- Colours appear on a terminal only, and never when \`NO_COLOR\` is set. Off a terminal nothing is cut to its width.
- Every error says what, why and the next command; every success ends with the next command.
- What cannot be taken back asks on a terminal, and needs \`--yes\` off one. What changes something has \`--dry-run\`.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | failed |
| 2 | the command line is wrong |
| 3 | it waits for a person, or was not done in the time given |
| 4 | not allowed |

## Which mesh it speaks to

1. What the command line says: \`--url\`, \`--token\`, \`--nats\`.
2. The environment: \`PATCHWRIGHT_URL\`, \`PATCHWRIGHT_TOKEN\`, \`NATS_URL\` (with \`NATS_USER\` and \`NATS_PASSWORD\`).
3. Only when neither names a mesh: the nearest \`.patchwright/mesh.json\` from the working directory upwards, which
   \`patchwright demo\` and \`patchwright dev\` write. Its token goes to no other mesh.

Commands speak to the gateway. Only \`replay\` and \`rebuild\` read the log itself and need the broker's address.

`;

/** The reference of the whole command line in Markdown: the same program always gives the same text. */
export function referenceMarkdown(program: Command): string {
  const sections = program.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => sectionsOf(command, program.name()));
  const everywhere = `## Options of every command\n\n${optionTable(program.options.filter(({ long }) => long !== '--version'))}\n\n`;
  return `${OPENING}${everywhere}## Commands\n\n${sections.join('\n')}`;
}

function sectionsOf(command: Command, before: string): readonly string[] {
  const path = `${before} ${command.name()}`;
  if (command.commands.length > 0) {
    const below = command.commands.filter((sub) => sub.name() !== 'help');
    return below.flatMap((sub) => sectionsOf(sub, path));
  }
  const words = command.registeredArguments.map(argumentWord).join(' ');
  const usage = `${path}${words === '' ? '' : ` ${words}`}${command.options.length > 0 ? ' [options]' : ''}`;
  const aliases = command.aliases();
  const parts = [
    `### ${path}`,
    `${sentence(command.description())}${aliases.length === 0 ? '' : ` Also: \`${aliases.join('`, `')}\`.`}`,
    ['```', usage, '```'].join('\n'),
    argumentTable(command.registeredArguments),
    optionTable(command.options),
    examples(examplesOf(command)),
  ];
  return [`${parts.filter((part) => part !== '').join('\n\n')}\n`];
}

function argumentWord(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function argumentTable(args: readonly Argument[]): string {
  if (args.length === 0) return '';
  const rows = args.map(
    (one) => `| \`${one.name()}\` | ${cell(one.description)}${choices(one.argChoices)} |`,
  );
  return ['| argument | meaning |', '| --- | --- |', ...rows].join('\n');
}

function optionTable(options: readonly Option[]): string {
  if (options.length === 0) return '';
  const rows = options.map(
    (one) =>
      `| \`${one.flags}\` | ${cell(one.description)}${choices(one.argChoices)}${fallback(one)} |`,
  );
  return ['| option | meaning |', '| --- | --- |', ...rows].join('\n');
}

function choices(known: readonly string[] | undefined): string {
  return known === undefined ? '' : `: ${known.map((one) => `\`${one}\``).join(', ')}`;
}

function fallback({ defaultValue, defaultValueDescription, negate }: Option): string {
  const value = defaultValueDescription ?? defaultValue;
  return value === undefined || negate ? '' : ` (default \`${String(value)}\`)`;
}

function examples(lines: readonly string[]): string {
  return lines.length === 0 ? '' : ['```sh', ...lines, '```'].join('\n');
}

function sentence(text: string): string {
  const first = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return first.endsWith('.') ? first : `${first}.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
