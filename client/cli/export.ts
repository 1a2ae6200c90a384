/** `bufferbane export`: the samples of a period, for other programs. @module */

import { defineCommand } from "citty";
import { TrailingLoss } from "../analysis/mod.ts";
import { csvOf, jsonOf, ndjsonOf } from "../export/mod.ts";
import { testsOf } from "../export/tests.ts";
import type { StoredSample } from "../model/mod.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT } from "./exit_codes.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { tryWriting } from "./output_file.ts";

const FORMATS = { csv: csvOf, json: jsonOf, ndjson: ndjsonOf } as const;
const FORMAT_NAMES = ["csv", "json", "ndjson"] as const;

type Format = typeof FORMAT_NAMES[number];

/** The command, for citty. */
export function exportCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "export",
      description: "The samples of a period, for other programs",
    },
    args: {
      ...LOOK_BACK_ARGS,
      format: {
        type: "string",
        default: "csv",
        valueHint: "csv|json|ndjson",
        description: "As what",
      },
      tests: {
        type: "boolean",
        default: false,
        description: "Load tests instead of samples",
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
        const format = formatOf(args.format);
        return async (at) => {
          const isCut = !args.tests && tellDeleted(at, output);
          const chunks = args.tests
            ? testChunks(at, format)
            : sampleChunks(at, format);
          if (chunks === null) {
            return isCut ? EXIT.noData : tellNoData(at, output);
          }
          const isWritten = await tryWriting(args.output, chunks, output);
          return isWritten ? EXIT.done : EXIT.failed;
        };
      }),
  });
}

/** Says so if some of what was asked for is kept no longer. */
function tellDeleted({ reader, period }: LookBack, output: Output): boolean {
  const { rawFromMs } = reader.rollups;
  const firstMs = Math.max(period.fromMs, reader.span()?.fromMs ?? Infinity);
  if (firstMs >= Math.min(rawFromMs, period.toMs)) return false;
  output.err(
    `Samples before ${
      new Date(rawFromMs).toLocaleString("sv")
    } have been deleted; stats and chart still know their minutes and hours\n`,
  );
  return true;
}

/** `null`: there is nothing. */
function sampleChunks(
  { reader, filter, period }: LookBack,
  format: Format,
): Iterable<string> | null {
  const rows = reader.rows(filter, period);
  const first = rows.next();
  if (first.done) return null;
  const loss = new TrailingLoss();
  return FORMATS[format](startingWith(first.value, rows), {
    lossPct: (sample) => loss.add(sample),
  });
}

function testChunks(
  { reader, filter: { interfaces }, period }: LookBack,
  format: Format,
): Iterable<string> | null {
  const tests = reader.tests(period)
    .filter((test) => interfaces?.includes(test.interface) ?? true);
  return tests.length === 0 ? null : testsOf(tests, format);
}

function formatOf(text: string): Format {
  const format = FORMAT_NAMES.find((name) => name === text);
  if (format !== undefined) return format;
  throw new SyntaxError(
    `Cannot export as "${text}" (allowed: ${FORMAT_NAMES.join(", ")})`,
  );
}

/** Puts back what was taken to see whether there is anything. */
function* startingWith(
  first: StoredSample,
  rest: Iterable<StoredSample>,
): Generator<StoredSample> {
  yield first;
  yield* rest;
}
