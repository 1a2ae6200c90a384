import { nearest } from "@bufferbane/wording";
import type { ArgsDef } from "citty";

/**
 * What is wrong with arguments, if anything: citty takes whatever comes.
 *
 * @param args As from the shell, behind the command's name.
 * @param defs What the command takes.
 * @returns A sentence about the first fault; `undefined` if there is none.
 */
export function argumentFault(
  args: readonly string[],
  defs: ArgsDef,
): string | undefined {
  const places = Object.entries(defs).filter(([, def]) => isPlace(def));
  let filled = 0;
  let isBehindDashes = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--" && !isBehindDashes) {
      isBehindDashes = true;
      continue;
    }
    if (isBehindDashes || !isOption(arg)) {
      if (filled++ < places.length) continue;
      return `Cannot use "${arg}": nothing is expected there`;
    }
    const [written = "", ...values] = arg.split("=");
    // One dash would be read letter by letter, and none of them taken.
    const name = optionsOf(defs).find((name) => written === `--${name}`);
    if (name === undefined) return unknownOption(written, defs);
    if (defs[name]?.type === "boolean") {
      if (values.length === 0) continue;
      return `Cannot use ${arg} as --${name} takes no value`;
    }
    // What looks like an option is one: --db=-x says that it is not.
    const next = values.length === 0 ? args[++index] ?? "" : "";
    if (isOption(next) || values.join("=") + next === "") {
      const isMeant = isOption(next) && !optionsOf(defs)
        .some((other) => next.split("=")[0] === `--${other}`);
      return `Cannot use --${name} without a value${
        isMeant
          ? ` (${next} looks like an option; --${name}=${next} is one)`
          : ""
      }`;
    }
  }
  const missing = places.slice(filled)
    .find(([, one]) => one.required !== false && one.default === undefined);
  if (missing === undefined) return undefined;
  const [name, { description = "" }] = missing;
  return `Cannot run this without ${name.toUpperCase()} (${description})`;
}

function isPlace({ type }: ArgsDef[string]): boolean {
  return type === "positional";
}

/** `-` alone stands for standard output. */
function isOption(arg: string): boolean {
  return arg.startsWith("-") && arg !== "-";
}

function optionsOf(defs: ArgsDef): readonly string[] {
  return Object.entries(defs).filter(([, def]) => !isPlace(def))
    .map(([name]) => name);
}

function unknownOption(written: string, defs: ArgsDef): string {
  const names = optionsOf(defs);
  const close = nearest(written.replace(/^-+/, ""), names);
  const hint = close !== undefined
    ? `did you mean --${close}?`
    : names.length === 0
    ? "there are none here"
    : `there are: ${names.map((name) => `--${name}`).join(", ")}`;
  return `Cannot use ${written} as there is no such option (${hint})`;
}
