/** What all commands that look back have in common. @module */

import { localText } from "../analysis/local_text.ts";
import { loadConfig, type Settings } from "../config/mod.ts";
import type { Period } from "../model/mod.ts";
import {
  openReader,
  type ReaderFilter,
  type StoreReader,
} from "../store/mod.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { periodOf } from "./period.ts";
import { CONFIG_ARG, DB_ARG } from "./shared_args.ts";

/** The options that all of them take, for citty. */
export const LOOK_BACK_ARGS = {
  last: {
    type: "string",
    valueHint: "24h",
    description: "The time until now: a number and s, m, h, d or w",
  },
  start: {
    type: "string",
    valueHint: "DATE TIME",
    description: 'Where the period begins, local time, e.g. "2025-10-18 18:00"',
  },
  end: {
    type: "string",
    valueHint: "DATE TIME",
    description: "Where it ends; now if not given",
  },
  interfaces: {
    type: "string",
    valueHint: "all|A,B",
    description: "Only these interfaces",
  },
  targets: {
    type: "string",
    valueHint: "A,B",
    description: "Only these targets",
  },
  ...CONFIG_ARG,
  ...DB_ARG,
} as const;

/** Their values. */
export interface LookBackArgs {
  readonly last?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly interfaces?: string | undefined;
  readonly targets?: string | undefined;
  readonly config?: string | undefined;
  readonly db?: string | undefined;
}

/** What was asked about, and where it stands. */
export interface LookBack {
  /** The database. */
  readonly path: string;
  /** The stored measurements in it. */
  readonly reader: StoreReader;
  /** When. */
  readonly period: Period;
  /** Which series. */
  readonly filter: ReaderFilter;
  /** The configuration. */
  readonly settings: Settings;
  /** The machine that measured. */
  readonly host: string;
}

/**
 * Opens the store, runs a command on it, and says what goes wrong.
 *
 * @param args The command line.
 * @param output Where complaints go.
 * @param prepare Reads the command's own options, before anything is opened,
 * and returns the command.
 * @returns Its exit code, or that of what went wrong.
 */
export async function lookBack(
  args: LookBackArgs,
  output: Output,
  prepare: () => (at: LookBack) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    const look = prepare();
    const { settings } = loadConfig(systemConfigIo(), args.config);
    const period = periodOf(args, Date.now());
    const path = args.db ?? settings.general.databasePath;
    using reader = openReader(path);
    const filter = filterOf(args);
    const host = reader.runs().at(-1)?.host ?? Deno.hostname();
    return await look({ path, reader, period, filter, settings, host });
  } catch (error) {
    return explainFault(error, output);
  }
}

/** Said when there is nothing to look at, with what there is. */
export function tellNoData(
  { reader, period }: LookBack,
  output: Output,
): ExitCode {
  const span = reader.span();
  output.err(
    `Nothing was measured from ${localText(period.fromMs)} to ${
      localText(period.toMs)
    } that fits${
      span === null
        ? " (the database is empty)"
        : ` (there are measurements from ${localText(span.fromMs)} to ${
          localText(span.toMs)
        })`
    }\n`,
  );
  return EXIT.noData;
}

/** Which series are meant by `--interfaces` and `--targets`. */
export function filterOf(
  { interfaces, targets }: Pick<LookBackArgs, "interfaces" | "targets">,
): ReaderFilter {
  const list = (text: string) => text.split(",").filter((part) => part !== "");
  return {
    ...(interfaces === undefined || interfaces === "all"
      ? {}
      : { interfaces: list(interfaces) }),
    ...(targets === undefined ? {} : { targets: list(targets) }),
  };
}
