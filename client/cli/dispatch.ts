import { nearest } from "@bufferbane/wording";
import { parseArgs, type SubCommandsDef } from "citty";
import { argumentFault } from "./argument_fault.ts";
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
  /**
   * What the root's subcommands do, so that help on them loads none of them;
   * without, they are asked themselves.
   */
  readonly summaries?: Readonly<Record<string, string>>;
  /** What `--version` says. */
  readonly version: string;
  /** How wide help may be, and whether it may be coloured. */
  readonly look: () => { readonly width: number; readonly hasColor: boolean };
}

interface Chosen {
  readonly command: Command;
  readonly parent: Command | undefined;
  /** What was typed for it, from the program on. */
  readonly path: readonly [string, ...string[]];
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
  const { command, parent, path, rest } = chosen;
  if (rest.includes("--help") || rest.includes("-h")) {
    const shown = parent === undefined && program.summaries !== undefined
      ? { ...command, subCommands: summarized(program.summaries) }
      : command;
    // Only who asks for help pays for it.
    const [{ outlineOf }, { helpText }, { EXAMPLES }] = await Promise.all([
      import("./command_outline.ts"),
      import("./help_text.ts"),
      import("./examples.ts"),
    ]);
    const examples = EXAMPLES[path.join(" ")] ?? [];
    output.out(
      helpText(await outlineOf(shown, path), { ...program.look(), examples }),
    );
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
  const { name = "" } = await resolved(command.meta) ?? {};
  let path: Chosen["path"] = [name];
  let rest = [...args];
  for (;;) {
    const children = await resolved(command.subCommands);
    if (children === undefined) return { command, parent, path, rest };
    const [first] = rest;
    const isRoot = parent === undefined;
    if (first === undefined || first.startsWith("-")) {
      const wantsHelp = rest.includes("--help") || rest.includes("-h");
      if (!isRoot || wantsHelp) return { command, parent, path, rest };
      const fallback = await resolved(children[program.fallback]);
      if (fallback === undefined) return { command, parent, path, rest };
      path = [...path, program.fallback];
      return { command: fallback, parent: command, path, rest };
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
    path = [...path, first];
  }
}

/** Commands that can say what they do, and nothing else. */
function summarized(
  summaries: Readonly<Record<string, string>>,
): Record<string, Command> {
  return Object.fromEntries(
    Object.entries(summaries).map(([name, description]) => [
      name,
      { meta: { name, description } },
    ]),
  );
}

async function subcommandFault({ subCommands }: Command): Promise<string> {
  const names = Object.keys(await resolved(subCommands) ?? {});
  return `Cannot run this without a subcommand (there are: ${
    names.join(", ")
  })`;
}

/** Citty's values may be functions, or promises, of themselves. */
export async function resolved<T>(
  value: T | Promise<T> | (() => T | Promise<T>) | undefined,
): Promise<T | undefined> {
  // No value of the tree is itself a function.
  return typeof value === "function"
    ? await (value as () => T | Promise<T>)()
    : await value;
}
