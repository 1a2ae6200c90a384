import {
  allOutlines,
  type CommandOutline,
  type OptionOutline,
  type PlaceOutline,
} from "../command_outline.ts";

/**
 * Completions for zsh.
 *
 * @param root The program.
 * @param fallback The command for words that name none.
 */
export function zshCompletions(
  root: CommandOutline,
  fallback: CommandOutline,
): string {
  const [program] = root.path;
  return `#compdef ${program}
# zsh completions of ${program}: \`${program} completions zsh\`
${
    allOutlines(root).map((command) =>
      command.children.length > 0
        ? branch(command, command === root ? functionOf(fallback) : "return 1")
        : leaf(command)
    ).join("\n")
  }
# Found by its name in a folder of $fpath, or read by the user's .zshrc.
if [[ "\${funcstack[1]}" == "_${program}" ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

/** What has subcommands hands on to them. */
function branch(command: CommandOutline, otherwise: string): string {
  const names = command.children.map(({ path, description }) =>
    `    ${quoted(`${path.at(-1)}:${description}`)}`
  );
  return `${functionOf(command)}() {
  local -a commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  if (( \${+functions[${functionOf(command)}_$words[2]]} )); then
    shift words
    (( CURRENT-- ))
    ${functionOf(command)}_$words[1]
  else
    ${otherwise}
  fi
}
`;
}

function leaf(command: CommandOutline): string {
  const specs = [
    ...command.options.map(optionSpec),
    "'--help[What it can do]'",
    ...command.places.map(placeSpec),
  ];
  return `${functionOf(command)}() {
  _arguments \\
    ${specs.join(" \\\n    ")}
}
`;
}

function functionOf({ path }: CommandOutline): string {
  return `_${path.join("_")}`;
}

function optionSpec({ name, description, hint, value }: OptionOutline): string {
  const said = `[${description.replaceAll(/[\[\]\\]/g, "\\$&")}]`;
  return hint === undefined
    ? quoted(`--${name}${said}`)
    : quoted(`--${name}=${said}:${escapedColons(hint)}:${actionOf(value)}`);
}

function placeSpec({ hint = "", value }: PlaceOutline): string {
  return quoted(`:${escapedColons(hint)}:${actionOf(value)}`);
}

function actionOf(value: OptionOutline["value"]): string {
  switch (value.kind) {
    case "words":
      return `(${value.words.join(" ")})`;
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "interface":
      return "_net_interfaces";
    case "free":
      return " ";
  }
}

function escapedColons(text: string): string {
  return text.replaceAll(":", "\\:");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
