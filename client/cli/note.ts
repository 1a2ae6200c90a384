/** `bufferbane note TEXT`: write down what was done, to find it in the charts. @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import { loadConfig } from "../config/mod.ts";
import { addEvent } from "../store/add_event.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { localTimeMs } from "./period.ts";
import { CONFIG_ARG, DB_ARG } from "./shared_args.ts";

/** What notes are stored as. */
export const NOTE = "note";
/** Longer texts fit into no chart. */
const MOST_CHARACTERS = 500;

/** The command, for citty. */
export function noteCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "note",
      description: "Write down what was changed, for charts and comparisons",
    },
    args: {
      text: {
        type: "positional",
        required: true,
        valueHint: "TEXT",
        description: 'What happened, e.g. "moved the router"',
      },
      at: {
        type: "string",
        valueHint: "DATE TIME",
        description: "When, local time; now if not given",
      },
      ...CONFIG_ARG,
      ...DB_ARG,
    },
    run: ({ args }) => {
      try {
        const text = noteText(args.text);
        const nowMs = Date.now();
        const atMs = args.at === undefined
          ? nowMs
          : localTimeMs(args.at, "--at");
        if (atMs > nowMs) {
          throw new SyntaxError(
            `Cannot note what is to come: found --at ${args.at} (allowed: until now)`,
          );
        }
        const path = args.db ??
          loadConfig(systemConfigIo(), args.config).settings.general
            .databasePath;
        addEvent(path, {
          atMs,
          type: NOTE,
          severity: "info",
          interface: "",
          target: "",
          server: "",
          description: text,
          durationMs: 0,
          metrics: {},
        });
        output.out(
          `Noted for ${localText(atMs)}: ${text}\n`,
        );
        return EXIT.done;
      } catch (error) {
        return explainFault(error, output);
      }
    },
  });
}

/** One line, as charts have no room for more. */
function noteText(typed: string): string {
  const text = typed.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
  if (text !== "" && text.length <= MOST_CHARACTERS) return text;
  throw new SyntaxError(
    `Cannot take this as a note: found ${text.length} characters (allowed: 1 to ${MOST_CHARACTERS})`,
  );
}
