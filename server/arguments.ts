import { nearest } from "@bufferbane/wording";

/** What a command takes: `true` for an option with a value. */
export type Options = Readonly<Record<string, boolean>>;

/** A command line, understood. */
export interface Arguments {
  /** Options with their values; without one, `""`. */
  readonly options: ReadonlyMap<string, string>;
  /** What is no option. */
  readonly words: readonly string[];
}

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads a command line strictly: nothing unknown is passed over.
 *
 * @param args From the shell.
 * @param known The options there are.
 * @param options `maxWords`: how many words may stand beside the options.
 * @throws {UsageError} When it cannot be understood.
 */
export function readArguments(
  args: readonly string[],
  known: Options,
  { maxWords }: { readonly maxWords: number },
): Arguments {
  const options = new Map<string, string>();
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (!arg.startsWith("--")) {
      words.push(arg);
      if (words.length > maxWords) {
        throw new UsageError(`Cannot use "${arg}": nothing is expected there`);
      }
      continue;
    }
    const [name = "", ...parts] = arg.slice(2).split("=");
    const takesValue = known[name];
    if (takesValue === undefined) throw new UsageError(unknown(name, known));
    if (!takesValue && parts.length > 0) {
      throw new UsageError(`Cannot use ${arg} as --${name} takes no value`);
    }
    const value = parts.length > 0
      ? parts.join("=")
      : takesValue
      ? args[++i] ?? ""
      : "";
    if (takesValue && (value === "" || value.startsWith("--"))) {
      throw new UsageError(`Cannot use --${name} without a value`);
    }
    options.set(name, value);
  }
  return { options, words };
}

function unknown(name: string, known: Options): string {
  const names = Object.keys(known);
  const close = nearest(name, names);
  const hint = close === undefined
    ? `there are: ${names.map((other) => `--${other}`).join(", ")}`
    : `did you mean --${close}?`;
  return `Cannot use --${name} as there is no such option (${hint})`;
}
