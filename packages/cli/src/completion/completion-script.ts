import type { Command, Option } from 'commander';

/** The shells that are known. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** A command by its words, such as `dlq list`, with what may follow. */
interface Known {
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly Command[];
  readonly options: readonly Option[];
  /** Values that its first argument may have. */
  readonly choices: readonly string[];
}

/** The script that teaches a shell the program's commands and options. */
export function completionScript(shell: (typeof shells)[number], program: Command): string {
  const known = commandsOf(program, '', program.options);
  switch (shell) {
    case 'bash':
      return bash(program.name(), known);
    case 'zsh':
      // zsh takes bash's own completions, so both stay the same.
      return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash(program.name(), known)}`;
    case 'fish':
      return fish(program.name(), known);
  }
}

function commandsOf(
  command: Command,
  path: string,
  everywhere: readonly Option[],
): readonly Known[] {
  const own = path === '' ? [] : command.options;
  const here: Known = {
    path,
    description: command.description(),
    subcommands: command.commands,
    options: [...own, ...everywhere],
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  const below = command.commands.flatMap((sub) =>
    commandsOf(sub, `${path} ${sub.name()}`.trim(), everywhere),
  );
  return [here, ...below];
}

function bash(name: string, known: readonly Known[]): string {
  const cases = known.map(({ path, subcommands, options, choices }) => {
    const words = [
      ...subcommands.map((sub) => sub.name()),
      ...choices,
      ...options.flatMap(({ long }) => long ?? []),
      '--help',
    ];
    return `    '${path}') words='${words.join(' ')}' ;;`;
  });
  const paths = known.map(({ path }) => path).filter((path) => path !== '');
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths.map((path) => `'${path}'`).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`;
}

function fish(name: string, known: readonly Known[]): string {
  const lines = known.flatMap(({ path, subcommands, options, choices }) => {
    const words = path === '' ? [] : path.split(' ');
    const names = subcommands.map((sub) => sub.name()).join(' ');
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
    const isLast = names === '' ? [] : [`not __fish_seen_subcommand_from ${names}`];
    const at = path === '' ? '__fish_use_subcommand' : [...seen, ...isLast].join('; and ');
    const line = `complete -c ${name} -n '${at}'`;
    return [
      ...subcommands.map((sub) => `${line} -f -a ${sub.name()} -d '${quoted(sub.description())}'`),
      ...choices.map((choice) => `${line} -f -a ${choice}`),
      ...options.flatMap(({ long, description, required }) =>
        long
          ? [`${line}${required ? ' -r' : ''} -l ${long.slice(2)} -d '${quoted(description)}'`]
          : [],
      ),
    ];
  });
  return `${[...new Set(lines)].join('\n')}\n`;
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
