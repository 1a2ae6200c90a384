import {
  allOutlines,
  type CommandOutline,
  type OptionOutline,
} from "../command_outline.ts";

/**
 * Completions for fish.
 *
 * @param root The program.
 * @param fallback The command for words that name none.
 */
export function fishCompletions(
  root: CommandOutline,
  fallback: CommandOutline,
): string {
  const [program] = root.path;
  const commands = allOutlines(root);
  const known = commands.slice(1).map((command) => `"${keyOf(command)}"`);
  const lines = commands.flatMap((command) =>
    linesOf(command, command === root ? fallback.options : command.options)
      .map((line) =>
        `complete -c ${program} -n '__${program}_at "${
          keyOf(command)
        }"' ${line}`
      )
  );
  return `# fish completions of ${program}: \`${program} completions fish\`
# Whether the words before the cursor name this command.
function __${program}_at
    set -l at ""
    for word in (commandline -opc)[2..]
        switch "$at/$word"
            case ${known.join(" ")}
                set at "$at/$word"
            case "/-*"
                break
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ${program} -f
complete -c ${program} -l help -d 'What it can do'
${lines.join("\n")}
`;
}

/** What can be said of one command, without the condition. */
function linesOf(
  { children, places }: CommandOutline,
  options: readonly OptionOutline[],
): readonly string[] {
  return [
    ...children.map(({ path, description }) =>
      `-a ${path.at(-1)} -d ${quoted(description)}`
    ),
    ...places.flatMap(({ value }) =>
      value.kind === "words" ? [`-a ${quoted(value.words.join(" "))}`] : []
    ),
    ...options.map((option) =>
      `-l ${option.name}${valueOf(option)} -d ${quoted(option.description)}`
    ),
  ];
}

function valueOf({ hint, value }: OptionOutline): string {
  if (hint === undefined) return "";
  switch (value.kind) {
    case "words":
      return ` -x -a ${quoted(value.words.join(" "))}`;
    case "file":
      return " -r -F";
    case "folder":
      return " -x -a '(__fish_complete_directories)'";
    case "interface":
      return " -x -a '(__fish_print_interfaces)'";
    case "free":
      return " -x";
  }
}

/** `/config/init`; empty for the program itself. */
function keyOf({ path }: CommandOutline): string {
  return path.slice(1).map((name) => `/${name}`).join("");
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
