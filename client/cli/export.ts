/** `bufferbane export`: the samples of a period, for other programs. @module */

import { defineCommand } from "citty";
import { TrailingLoss } from "../analysis/mod.ts";
import { csvOf, jsonOf, ndjsonOf } from "../export/mod.ts";
import type { StoredSample } from "../model/mod.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  explainUnwritable,
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { writeWhole } from "./output_file.ts";

const FORMATS = { csv: csvOf, json: jsonOf, ndjson: ndjsonOf } as const;

type Renderer = typeof FORMATS[keyof typeof FORMATS];

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
      output: {
        type: "string",
        default: "-",
        valueHint: "FILE",
        description: "Where to; - is standard output",
      },
    },
    run: ({ args }) =>
      lookBack(args, output, () => {
        const to = {
          render: rendererOf(args.format),
          path: args.output,
          stdout: Deno.stdout.writable,
        };
        return (at) => exportSamples(at, to, output);
      }),
  });
}

async function exportSamples(
  at: LookBack,
  to: {
    readonly render: Renderer;
    readonly path: string;
    readonly stdout: WritableStream<Uint8Array>;
  },
  output: Output,
): Promise<ExitCode> {
  const { reader, filter, period } = at;
  const rows = reader.rows(filter, period);
  const first = rows.next();
  if (first.done) return tellNoData(at, output);
  const loss = new TrailingLoss();
  const chunks = to.render(startingWith(first.value, rows), {
    lossPct: (sample) => loss.add(sample),
  });
  try {
    await writeWhole(to.path, chunks, { stdout: to.stdout });
  } catch (error) {
    if (error instanceof DOMException) throw error;
    output.err(`${explainUnwritable(to.path, error)}\n`);
    return EXIT.failed;
  }
  return EXIT.done;
}

function rendererOf(format: string): Renderer {
  const render = Object.entries(FORMATS)
    .find(([name]) => name === format)?.[1];
  if (render !== undefined) return render;
  throw new SyntaxError(
    `Cannot export as "${format}" (allowed: ${
      Object.keys(FORMATS).join(", ")
    })`,
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
