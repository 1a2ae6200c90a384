import {
  type ArgsDef,
  parseArgs,
  renderUsage,
  type SubCommandsDef,
} from "citty";
import { nearest } from "../config/mod.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";

/** A command of any arguments, as citty's tree holds it. */
export type Command = Exclude<
  Awaited<SubCommandsDef[string]>,
  (...args: never) => unknown
>;

/** The program's two outputs; texts bring their line ends. */
export interface Output {
  /** Takes a result: standard output. */
  readonly out: (text: string) => void;
  /** Takes a diagnosis: standard error. */
  readonly err: (text: string) => void;
}

/** The whole command tree. */
export interface Program {
  /** Its root, with all subcommands. */
  readonly root: Command;
  /** The subcommand for arguments that name none. */
  readonly fallback: string;
  /** What `--version` says. */
  readonly version: string;
}

interface Chosen {
  readonly command: Command;
  readonly parent: Command | undefined;
  readonly rest: string[];
}

/**
 * Finds the command that arguments name, checks them strictly (citty takes
 * whatever comes), and runs it.
 *
 * @param args As from the shell.
 * @param program The command tree.
 * @param output Where help and complaints go.
 * @returns What the command returned: its exit code.
 */
export async function dispatch(
  args: readonly string[],
  program: Program,
  output: Output,
): Promise<ExitCode> {
  if (args.length === 1 && args[0] === "--version") {
    output.out(`${program.version}\n`);
    return EXIT.done;
  }
  const chosen = await choose(args, program);
  if (typeof chosen === "string") {
    output.err(`${chosen}\n`);
    return EXIT.badUsage;
  }
  const { command, parent, rest } = chosen;
  if (rest.includes("--help") || rest.includes("-h")) {
    output.out(`${await renderUsage(command, parent)}\n`);
    return EXIT.done;
  }
  const defs = await resolved(command.args) ?? {};
  const fault = argumentFault(rest, defs);
  if (fault !== undefined || command.run === undefined) {
    output.err(`${fault ?? await subcommandFault(command)}\n`);
    output.err(`Try --help for what is possible.\n`);
    return EXIT.badUsage;
  }
  const parsed = parseArgs(rest, defs);
  return await command.run({ rawArgs: rest, args: parsed, cmd: command });
}

/** Walks down the tree; a sentence when a name is unknown. */
async function choose(
  args: readonly string[],
  program: Program,
): Promise<Chosen | string> {
  let command = program.root;
  let parent: Command | undefined;
  let rest = [...args];
  for (;;) {
    const children = await resolved(command.subCommands);
    if (children === undefined) return { command, parent, rest };
    const [first] = rest;
    const isRoot = parent === undefined;
    if (first === undefined || first.startsWith("-")) {
      const wantsHelp = rest.includes("--help") || rest.includes("-h");
      if (!isRoot || wantsHelp) return { command, parent, rest };
      const fallback = await resolved(children[program.fallback]);
      if (fallback === undefined) return { command, parent, rest };
      return { command: fallback, parent: command, rest };
    }
    const child = await resolved(children[first]);
    if (child === undefined) {
      const names = Object.keys(children);
      const close = nearest(first, names);
      return close === undefined
        ? `Cannot run "${first}" as there is no such command (there are: ${
          names.join(", ")
        })`
        : `Cannot run "${first}" as there is no such command (did you mean ${close}?)`;
    }
    [parent, command, rest] = [command, child, rest.slice(1)];
  }
}

async function subcommandFault({ subCommands }: Command): Promise<string> {
  const names = Object.keys(await resolved(subCommands) ?? {});
  return `Cannot run this without a subcommand (there are: ${
    names.join(", ")
  })`;
}

/** What is wrong with arguments, if anything. */
function argumentFault(
  args: readonly string[],
  defs: ArgsDef,
): string | undefined {
  const names = Object.keys(defs).filter((name) =>
    defs[name]?.type !== "positional"
  );
  const aliases = new Map(
    names.flatMap((name) => {
      const alias = defs[name] && "alias" in defs[name]
        ? defs[name].alias ?? []
        : [];
      return [alias].flat().map((short) => [short, name] as const);
    }),
  );
  const places = Object.entries(defs)
    .filter(([, { type }]) => type === "positional");
  let filled = 0;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "-" || !arg.startsWith("-")) {
      if (filled++ < places.length) continue;
      return `Cannot use "${arg}": nothing is expected there`;
    }
    const [given = "", value] = arg.replace(/^--?/, "").split("=", 2);
    const name = aliases.get(given) ?? given;
    const def = names.includes(name) ? defs[name] : undefined;
    if (def === undefined) {
      const close = nearest(given, names);
      const hint = close === undefined
        ? names.length === 0
          ? "there are none here"
          : `there are: ${names.map((known) => `--${known}`).join(", ")}`
        : `did you mean --${close}?`;
      return `Cannot use ${
        arg.split("=")[0]
      } as there is no such option (${hint})`;
    }
    if (def.type === "boolean") {
      if (value === undefined) continue;
      return `Cannot use ${arg} as --${name} takes no value`;
    }
    if ((value ?? args[++index] ?? "") === "") {
      return `Cannot use --${name} without a value`;
    }
  }
  const [missing] = places.slice(filled)
    .filter(([, { required = true }]) => required);
  if (missing === undefined) return undefined;
  const [name, { description = "" }] = missing;
  return `Cannot run this without ${name.toUpperCase()} (${description})`;
}

/** Citty's values may be functions, or promises, of themselves. */
async function resolved<T>(
  value: T | Promise<T> | (() => T | Promise<T>) | undefined,
): Promise<T | undefined> {
  // No value of the tree is itself a function.
  return typeof value === "function"
    ? await (value as () => T | Promise<T>)()
    : await value;
}
