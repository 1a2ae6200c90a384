import type { ArgDef } from "citty";
import { type Command, resolved } from "./dispatch.ts";

/** What may follow an option, or stand in a place of its own. */
export type ValueKind =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "folder" | "interface" | "free" };

/** An option. */
export interface OptionOutline {
  /** Without its dashes. */
  readonly name: string;
  /** What it does. */
  readonly description: string;
  /** What follows it, e.g. `"24h"`; `undefined`: nothing does. */
  readonly hint: string | undefined;
  /** What may follow it. */
  readonly value: ValueKind;
  /** What counts if it is not given; `undefined`: its text says it. */
  readonly usual: string | undefined;
}

/** A word that is no option. */
export interface PlaceOutline extends OptionOutline {
  /** Whether it must be there. */
  readonly isRequired: boolean;
}

/** A command, with all that can be typed behind it. */
export interface CommandOutline {
  /** From the program on, e.g. `["bufferbane", "config", "init"]`. */
  readonly path: readonly [string, ...string[]];
  /** What it does. */
  readonly description: string;
  /** Its options, `--help` left out. */
  readonly options: readonly OptionOutline[];
  /** Its places, in their order. */
  readonly places: readonly PlaceOutline[];
  /** Its subcommands. */
  readonly children: readonly CommandOutline[];
}

/**
 * What can be typed, as data: completions and manual are made of it.
 *
 * @param command A command of citty's tree.
 * @param path Its name, with those above it.
 */
export async function outlineOf(
  command: Command,
  path: readonly [string, ...string[]],
): Promise<CommandOutline> {
  const [meta, args, children] = await Promise.all([
    resolved(command.meta),
    resolved(command.args),
    resolved(command.subCommands),
  ]);
  const defs = Object.entries<ArgDef>(args ?? {});
  const outlines = defs.map(([name, def]) => ({
    ...optionOf(name, def),
    isPlace: def.type === "positional",
    isRequired: def.required !== false && def.default === undefined,
  }));
  return {
    path,
    description: meta?.description ?? "",
    options: outlines.filter(({ isPlace }) => !isPlace),
    places: outlines.filter(({ isPlace }) => isPlace),
    children: await Promise.all(
      Object.entries(children ?? {}).map(async ([name, child]) =>
        await outlineOf(await resolved(child) ?? {}, [...path, name])
      ),
    ),
  };
}

/** A command and all below it, the highest first. */
export function allOutlines(
  outline: CommandOutline,
): readonly CommandOutline[] {
  return [outline, ...outline.children.flatMap(allOutlines)];
}

function optionOf(name: string, def: ArgDef): OptionOutline {
  const { description = "", type } = def;
  const hint = type === "boolean"
    ? undefined
    : def.valueHint ?? name.toUpperCase();
  return {
    name,
    description,
    hint,
    value: valueOf(name, hint, description),
    usual: typeof def.default === "string" ? def.default : undefined,
  };
}

/** Hints and descriptions are written for people; this is their grammar. */
function valueOf(
  name: string,
  hint: string | undefined,
  description: string,
): ValueKind {
  if (["interface", "interfaces", "iface"].includes(name)) {
    return { kind: "interface" };
  }
  if (hint === "FILE") return { kind: "file" };
  if (hint === "FOLDER") return { kind: "folder" };
  // `light|dark`, or a sentence that ends with ": bash, zsh, fish".
  const listed = /^[a-z-]+(\|[a-z-]+)+$/.exec(hint ?? "")?.[0].split("|") ??
    / ?: ([a-z_]+(?:, [a-z_]+)+)$/.exec(description)?.[1]?.split(", ");
  return listed === undefined
    ? { kind: "free" }
    : { kind: "words", words: listed };
}
