/** `bufferbane export`: what was measured in a period, for other programs. @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import type { Period } from "../model/mod.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  contentOf,
  type ExportFormat,
  exportFormatOf,
  exportSubjectOf,
  type Subject,
} from "./export_content.ts";
import { ExportCursor, exportName } from "./export_cursor.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  type LookBackArgs,
  tellNoData,
} from "./look_back.ts";
import { tryWriting } from "./output_file.ts";

/** What is younger may still change: late replies, rows not yet on disk. */
const SETTLING_MS = 15_000;

/** The command, for citty. */
export function exportCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "export",
      description: "What was measured in a period, for other programs",
    },
    args: {
      ...LOOK_BACK_ARGS,
      what: {
        type: "string",
        default: "samples",
        valueHint: "samples|tests|events",
        description: "Of what",
      },
      format: {
        type: "string",
        default: "csv",
        valueHint: "csv|json|ndjson",
        description: "As what",
      },
      "since-last": {
        type: "string",
        valueHint: "NAME",
        description: "Only what is new since the last export of this name",
      },
      output: {
        type: "string",
        default: "-",
        valueHint: "FILE",
        description: "Where to; - is standard output",
      },
    },
    run: ({ args }) =>
      lookBack(args, output, () => {
        const wanted = {
          what: exportSubjectOf(args.what),
          format: exportFormatOf(args.format),
          path: args.output,
        };
        const name = nameOf(args["since-last"], args);
        return (at) =>
          name === undefined
            ? exportAll(at, wanted, output)
            : exportNew(at, { ...wanted, name }, output);
      }),
  });
}

function nameOf(
  name: string | undefined,
  { start, end }: LookBackArgs,
): string | undefined {
  if (name === undefined) return undefined;
  if (start !== undefined || end !== undefined) {
    throw new SyntaxError(
      "Cannot use --since-last together with --start or --end: it goes on where the last export ended",
    );
  }
  return exportName(name);
}

/** What was asked for. */
interface Wanted {
  readonly what: Subject;
  readonly format: ExportFormat;
  readonly path: string;
}

async function exportAll(
  at: LookBack,
  { what, format, path }: Wanted,
  output: Output,
): Promise<ExitCode> {
  const isCut = what === "samples" && tellDeleted(at, output);
  const chunks = contentOf(what, format, at);
  if (chunks === null) return isCut ? EXIT.noData : tellNoData(at, output);
  return await tryWriting(path, chunks, output) ? EXIT.done : EXIT.failed;
}

/** The first time from where `--last` says; then each thing once. */
async function exportNew(
  at: LookBack,
  { what, format, path, name }: Wanted & { readonly name: string },
  output: Output,
): Promise<ExitCode> {
  const cursor = new ExportCursor(at.path, name);
  const fromMs = await cursor.read() ?? at.period.fromMs;
  const lastMs = at.reader.span()?.toMs ?? 0;
  const period: Period = {
    fromMs,
    toMs: Math.min(at.period.toMs, lastMs - SETTLING_MS),
  };
  const newer = { ...at, period };
  const chunks = period.toMs > fromMs ? contentOf(what, format, newer) : null;
  if (chunks === null) {
    output.err(
      `Nothing new for "${name}" since ${localText(fromMs)}\n`,
    );
    return EXIT.noData;
  }
  if (what === "samples") tellDeleted(newer, output);
  // In this order: rather twice than never, should it be cut off in between.
  const isDone = await tryWriting(path, chunks, output) &&
    await cursor.write(period.toMs, output);
  return isDone ? EXIT.done : EXIT.failed;
}

/** Says so if some of what was asked for is kept no longer. */
function tellDeleted({ reader, period }: LookBack, output: Output): boolean {
  const { rawFromMs } = reader.rollups;
  const firstMs = Math.max(period.fromMs, reader.span()?.fromMs ?? Infinity);
  if (firstMs >= Math.min(rawFromMs, period.toMs)) return false;
  output.err(
    `Samples before ${
      localText(rawFromMs)
    } have been deleted; stats and chart still know their minutes and hours\n`,
  );
  return true;
}
