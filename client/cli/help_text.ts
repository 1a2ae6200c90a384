import { wrap } from "./bloat/wrap.ts";
import type {
  CommandOutline,
  OptionOutline,
  PlaceOutline,
} from "./command_outline.ts";

/** A command that can be typed, and what it does. */
export type Example = readonly [command: string, says: string];

/** How help looks. */
export interface HelpOptions {
  /** Columns. */
  readonly width: number;
  /** Whether headings may be bold. */
  readonly hasColor: boolean;
  /** What to type, for a start. */
  readonly examples: readonly Example[];
}

/** Longer terms stand on a line of their own. */
const TERM_WIDTH = 24;
const INDENT = "  ";
const BOLD = ["\x1b[1m", "\x1b[22m"] as const;

/**
 * What `--help` says of a command.
 *
 * @param command What can be typed.
 * @param options How it looks.
 */
export function helpText(
  command: CommandOutline,
  { width, hasColor, examples }: HelpOptions,
): string {
  const { path, description, places, options, children } = command;
  const [start, end] = hasColor ? BOLD : ["", ""];
  const name = path.join(" ");
  const list = (
    title: string,
    entries: readonly (readonly [term: string, text: string])[],
  ) =>
    entries.length === 0 ? [] : [
      "",
      `${start}${title}${end}`,
      ...entries.flatMap((entry) => entryLines(entry, width)),
    ];
  const usage = [
    name,
    // Without a command, the program itself measures.
    ...(children.length === 0 ? [] : [path[1] ? "COMMAND" : "[COMMAND]"]),
    ...(options.length > 0 ? ["[OPTIONS]"] : []),
    ...places.map(placeText),
  ].join(" ");
  const lines = [
    ...wrap(`${description}.`, { width }),
    "",
    `${start}USAGE${end}  ${usage}`,
    ...list("ARGUMENTS", places.map((one) => [placeText(one), textOf(one)])),
    ...list("OPTIONS", options.map((one) => [optionText(one), textOf(one)])),
    ...list(
      "COMMANDS",
      children.map(({ path, description }) => [
        path.at(-1) ?? "",
        description,
      ]),
    ),
    ...(examples.length === 0 ? [] : ["", `${start}EXAMPLES${end}`]),
    ...examples.flatMap(([typed, says]) => [
      INDENT + typed,
      ...wrap(says, { width, indent: INDENT.repeat(3) }),
    ]),
    ...(children.length === 0 ? [] : [
      "",
      `\`${name} COMMAND --help\` says more${
        path[1] ? "" : ", `--version` which version this is"
      }.`,
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A term, and beside or below it what it is. */
function entryLines(
  [term, text]: readonly [string, string],
  width: number,
): readonly string[] {
  const indent = " ".repeat(TERM_WIDTH);
  const head = `${INDENT}${term}`;
  const lines = wrap(text, { width, indent });
  return head.length > TERM_WIDTH - 2
    ? [head, ...lines]
    : [head.padEnd(TERM_WIDTH) + lines.join("\n").trimStart()];
}

function placeText({ name, hint, isRequired }: PlaceOutline): string {
  const text = hint ?? name.toUpperCase();
  return isRequired ? text : `[${text}]`;
}

function optionText({ name, hint }: OptionOutline): string {
  return hint === undefined
    ? `--${name}`
    : `--${name} ${hint.includes(" ") ? `"${hint}"` : hint}`;
}

function textOf({ description, usual }: OptionOutline): string {
  return usual === undefined
    ? description
    : `${description} (${usual} if not given)`;
}
