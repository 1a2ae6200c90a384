import { allOutlines, type CommandOutline } from "../command_outline.ts";
import type { OptionOutline } from "../command_outline.ts";

/**
 * Completions for bash.
 *
 * @param root The program.
 * @param fallback The command for words that name none.
 */
export function bashCompletions(
  root: CommandOutline,
  fallback: CommandOutline,
): string {
  const [program] = root.path;
  const commands = allOutlines(root);
  return `# bash completions of ${program}: \`${program} completions bash\`
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local at= index words=
  # Which command the words before the cursor name.
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$at/\${COMP_WORDS[index]}" in
${
    commands.slice(1).map((command) =>
      `      ${keyOf(command)}) at=${keyOf(command)} ;;`
    ).join("\n")
  }
      /-*) break ;;
    esac
  done
  COMPREPLY=()
  case "$at $previous" in
${
    commands.flatMap((command) =>
      optionsOf(command, { root, fallback })
        .filter(({ hint }) => hint !== undefined)
        .map((option) =>
          `    "${keyOf(command)} --${option.name}") ${
            valuesOf(option)
          }; return ;;`
        )
    ).join("\n")
  }
  esac
  case "$at" in
${
    commands.map((command) =>
      `    "${keyOf(command)}") words="${
        wordsOf(command, { root, fallback }).join(" ")
      }" ;;`
    ).join("\n")
  }
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _${program} ${program}
`;
}

interface Roots {
  readonly root: CommandOutline;
  readonly fallback: CommandOutline;
}

/** `/config/init`; empty for the program itself. */
function keyOf({ path }: CommandOutline): string {
  return path.slice(1).map((name) => `/${name}`).join("");
}

function optionsOf(
  command: CommandOutline,
  { root, fallback }: Roots,
): readonly OptionOutline[] {
  return command === root ? fallback.options : command.options;
}

function wordsOf(command: CommandOutline, roots: Roots): readonly string[] {
  return [
    ...command.children.map(({ path }) => path.at(-1) ?? ""),
    ...command.places.flatMap(({ value }) =>
      value.kind === "words" ? value.words : []
    ),
    ...optionsOf(command, roots).map(({ name }) => `--${name}`),
    ...command === roots.root ? ["--version"] : [],
    "--help",
  ];
}

function valuesOf({ value }: OptionOutline): string {
  switch (value.kind) {
    case "words":
      return `mapfile -t COMPREPLY < <(compgen -W "${
        value.words.join(" ")
      }" -- "$current")`;
    case "file":
      return 'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current")';
    case "folder":
      return 'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current")';
    case "interface":
      return 'mapfile -t COMPREPLY < <(compgen -W "$(command ls /sys/class/net)" -- "$current")';
    case "free":
      return ":";
  }
}
