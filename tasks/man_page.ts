import {
  allOutlines,
  type CommandOutline,
  type OptionOutline,
  type PlaceOutline,
} from "../client/cli/command_outline.ts";
import type { Example } from "../client/cli/help_text.ts";

/** What a page says that no command tree knows. */
export interface ManPageText {
  /** What it is for, a paragraph each. */
  readonly description: readonly string[];
  /** Sections behind the commands. */
  readonly sections: readonly ManSection[];
}

/** A section of terms and what each is. */
export interface ManSection {
  /** In capitals. */
  readonly title: string;
  /** Term and explanation. */
  readonly entries: readonly (readonly [term: string, text: string])[];
}

/**
 * The manual page of a program with commands.
 *
 * @param root Its command tree.
 * @param text What else there is to say.
 * @returns The page for `man`.
 * @see {@link https://man7.org/linux/man-pages/man7/man.7.html | man(7)}
 */
export function commandsPage(
  root: CommandOutline,
  text: ManPageText & {
    /** By command. */
    readonly examples: Readonly<Record<string, readonly Example[]>>;
  },
): string {
  const [program] = root.path;
  const commands = allOutlines(root)
    .filter(({ children }) => children.length === 0);
  return page(program, root.description, [
    section("SYNOPSIS"),
    `.B ${escaped(program)}\n.RI [ command ]\n.RI [ options ]`,
    section("DESCRIPTION"),
    text.description.map(escaped).join("\n.PP\n"),
    section("COMMANDS"),
    ...commands.flatMap((command) =>
      commandText(command, text.examples[command.path.join(" ")] ?? [])
    ),
    ...text.sections.flatMap(sectionText),
  ]);
}

/**
 * The manual page of a program that has only its usage to tell.
 *
 * @param name Program, and what it does.
 * @param usage What `--help` prints.
 * @param text What else there is to say.
 */
export function usagePage(
  name: { readonly program: string; readonly description: string },
  usage: string,
  text: ManPageText,
): string {
  return page(name.program, name.description, [
    section("SYNOPSIS"),
    `.nf\n${usage.trimEnd().split("\n").map(escaped).join("\n")}\n.fi`,
    section("DESCRIPTION"),
    text.description.map(escaped).join("\n.PP\n"),
    ...text.sections.flatMap(sectionText),
  ]);
}

function page(
  program: string,
  description: string,
  parts: readonly string[],
): string {
  return [
    '.\\" Made by tasks/write_man_pages.ts; changes here are lost.',
    `.TH ${program.toUpperCase()} 1 "" "bufferbane" "User Commands"`,
    section("NAME"),
    `${escaped(program)} \\- ${escaped(description)}`,
    ...parts,
    "",
  ].join("\n");
}

function section(title: string): string {
  return `.SH ${title}`;
}

function commandText(
  command: CommandOutline,
  examples: readonly Example[],
): readonly string[] {
  const { path, description, places, options } = command;
  const name = path.slice(1).join(" ");
  return [
    `.SS ${escaped([name, ...places.map(placeText)].join(" "))}`,
    `${escaped(description)}.`,
    ...places.filter(({ description }) => description !== "")
      .map((place) => entry(`\\fI${escaped(placeText(place))}\\fR`, place)),
    ...options.map((option) => entry(optionText(option), option)),
    ...examples.map(([typed, says]) =>
      `.PP\n${escaped(says)}\n.PP\n.RS\n.nf\n${escaped(typed)}\n.fi\n.RE`
    ),
  ];
}

function placeText({ name, hint, isRequired }: PlaceOutline): string {
  const text = hint ?? name.toUpperCase();
  return isRequired ? text : `[${text}]`;
}

function optionText({ name, hint }: OptionOutline): string {
  const option = `\\fB${escaped(`--${name}`)}\\fR`;
  return hint === undefined ? option : `${option} \\fI${escaped(hint)}\\fR`;
}

function entry(term: string, { description, usual }: OptionOutline): string {
  const text = usual === undefined
    ? description
    : `${description} (${usual} if not given)`;
  return `.TP\n${term}\n${escaped(text)}.`;
}

function sectionText({ title, entries }: ManSection): readonly string[] {
  return [
    section(title),
    ...entries.map(([term, text]) =>
      `.TP\n\\fB${escaped(term)}\\fR\n${escaped(text)}`
    ),
  ];
}

/** Text as roff takes it: a backslash, a dash, and what begins a line. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");
}
