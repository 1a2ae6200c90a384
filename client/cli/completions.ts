/** `bufferbane completions`: what a shell offers at the Tab key. @module */

import { defineCommand } from "citty";
import { outlineOf } from "./command_outline.ts";
import { bashCompletions } from "./completions/bash.ts";
import { fishCompletions } from "./completions/fish.ts";
import { zshCompletions } from "./completions/zsh.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";

const SHELLS = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/** What there is to complete. */
export interface CompletedProgram {
  /** The whole command tree. */
  readonly root: Command;
  /** The subcommand for arguments that name none. */
  readonly fallback: string;
}

/**
 * The command, for citty.
 *
 * @param output Where the script goes.
 * @param program What there is to complete.
 */
export function completionsCommand(
  output: Output,
  program: CompletedProgram,
): Command {
  return defineCommand({
    meta: {
      name: "completions",
      description: "Print what makes a shell complete commands and options",
    },
    args: {
      shell: {
        type: "positional",
        required: true,
        description: "For which shell: bash, zsh, fish",
      },
    },
    run: async ({ args }): Promise<ExitCode> => {
      if (!isShell(args.shell)) {
        output.err(
          `Cannot complete for "${args.shell}" (allowed: ${
            Object.keys(SHELLS).join(", ")
          })\n`,
        );
        return EXIT.badUsage;
      }
      output.out(await completionsFor(args.shell, program));
      return EXIT.done;
    },
  });
}

/**
 * A script that makes a shell complete `bufferbane`.
 *
 * @param shell Which one.
 * @param program What there is to complete.
 */
export async function completionsFor(
  shell: keyof typeof SHELLS,
  { root, fallback }: CompletedProgram,
): Promise<string> {
  const outline = await outlineOf(root, ["bufferbane"]);
  const usual = outline.children.find(({ path }) => path.at(-1) === fallback);
  if (usual === undefined) {
    throw new TypeError(`Cannot complete without the command ${fallback}`);
  }
  return SHELLS[shell](outline, usual);
}

function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}
