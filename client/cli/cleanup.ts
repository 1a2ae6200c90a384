/** `bufferbane cleanup`: delete by hand what is old. @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import { loadConfig } from "../config/mod.ts";
import {
  cleanUp,
  type CleanupPreview,
  type CleanupWish,
  previewCleanup,
} from "../store/cleanup.ts";
import { byteCount } from "./amounts.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { localTimeMs } from "./period.ts";
import { CONFIG_ARG, DB_ARG } from "./shared_args.ts";

const BUSY_TIMEOUT_MS = 10_000;
const DATE = /^\d{4}-\d\d-\d\d$/;

interface CleanupArgs {
  readonly before?: string | undefined;
  readonly "keep-aggregations": boolean;
  readonly yes: boolean;
  readonly config?: string | undefined;
  readonly db?: string | undefined;
}

/** Asks a question that is answered by yes or no. */
export type Ask = (question: string) => boolean;

/** The command, for citty. */
export function cleanupCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "cleanup",
      description: "Delete what was measured before a day",
    },
    args: {
      before: {
        type: "string",
        valueHint: "YYYY-MM-DD",
        description: "The first day to keep",
      },
      "keep-aggregations": {
        type: "boolean",
        default: false,
        description: "Keep minutes, hours and load tests",
      },
      yes: {
        type: "boolean",
        default: false,
        description: "Do not ask",
      },
      ...CONFIG_ARG,
      ...DB_ARG,
    },
    run: async ({ args }) => {
      try {
        const path = args.db ??
          loadConfig(systemConfigIo(), args.config).settings.general
            .databasePath;
        return await cleanup(path, args, {
          output,
          nowMs: Date.now(),
          ask: Deno.stdin.isTerminal() ? (question) => confirm(question) : null,
        });
      } catch (error) {
        return explainFault(error, output);
      }
    },
  });
}

/**
 * Says what would go, asks, and deletes it.
 *
 * @param path The database.
 * @param args The command line.
 * @param around Where to say it, the time, and whom to ask; `null` if there is
 *   nobody.
 * @throws {SyntaxError} When the command line cannot be done.
 * @throws {StoreError} When the database cannot be read or written.
 */
export async function cleanup(
  path: string,
  args: CleanupArgs,
  around: {
    readonly output: Output;
    readonly nowMs: number;
    readonly ask: Ask | null;
  },
): Promise<ExitCode> {
  const { output, nowMs, ask } = around;
  const wish = {
    beforeMs: dayMs(args.before, nowMs),
    keepsAggregations: args["keep-aggregations"],
  };
  const preview = previewCleanup(path, wish);
  const { probes, aggregations, tests } = preview;
  if (probes + aggregations + tests === 0) {
    output.err(`There is nothing older than ${args.before} in ${path}\n`);
    return EXIT.noData;
  }
  output.out(previewText(path, args.before ?? "", { wish, preview }));
  if (!args.yes) {
    if (ask === null) {
      throw new SyntaxError(
        "Cannot ask whether to delete this, as there is no terminal: " +
          "add --yes to delete it unasked",
      );
    }
    if (!ask("Delete it?")) {
      output.err("Nothing was deleted\n");
      return EXIT.failed;
    }
  }
  const bytes = await cleanUp(path, wish, {
    busyTimeoutMs: BUSY_TIMEOUT_MS,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  output.out(
    `Deleted; the database is ${byteCount(Math.max(0, bytes))} smaller\n`,
  );
  return EXIT.done;
}

function dayMs(before: string | undefined, nowMs: number): number {
  if (before === undefined) {
    throw new SyntaxError(
      "Cannot clean up without --before (allowed: YYYY-MM-DD, the first day to keep)",
    );
  }
  if (!DATE.test(before)) {
    throw new SyntaxError(
      `Cannot read --before as a day: found "${before}" (allowed: YYYY-MM-DD)`,
    );
  }
  const beforeMs = localTimeMs(before, "--before");
  if (beforeMs <= nowMs) return beforeMs;
  throw new SyntaxError(
    `Cannot clean up before ${before}, a day to come (allowed: until today)`,
  );
}

function previewText(
  path: string,
  before: string,
  of: { readonly wish: CleanupWish; readonly preview: CleanupPreview },
): string {
  const { probes, aggregations, tests, oldestMs, sizeBytes } = of.preview;
  const number = (value: number) => value.toLocaleString("en");
  const since = oldestMs === null || probes === 0
    ? ""
    : `, since ${localText(oldestMs)}`;
  const sums = of.wish.keepsAggregations
    ? "  Minutes, hours and load tests are kept.\n"
    : `  ${number(aggregations)} minutes and hours\n` +
      `  ${number(tests)} load tests\n`;
  return `Older than ${before} in ${path} (${byteCount(sizeBytes)}):\n` +
    `  ${number(probes)} probes${since}\n` +
    `${sums}  Events are kept.\n`;
}
