/** `bufferbane charts`: every chart that there is data for, into a folder. @module */

import { defineCommand } from "citty";
import { join } from "node:path";
import { CHART_TYPES, drawPng } from "../charts/mod.ts";
import { drawingOf } from "./charts/drawings.ts";
import { ChartMaterial } from "./charts/material.ts";
import {
  PICTURE_ARGS,
  type PictureWishes,
  pictureWishes,
  sizeOf,
} from "./charts/options.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { tryWriting } from "./output_file.ts";

/** The command, for citty. */
export function chartsCommand(output: Output): Command {
  return defineCommand({
    meta: { name: "charts", description: "All charts, into a folder" },
    args: {
      ...LOOK_BACK_ARGS,
      "output-dir": {
        type: "string",
        default: ".",
        valueHint: "FOLDER",
        description: "Where to: a file TYPE.png for each",
      },
      ...PICTURE_ARGS,
    },
    run: ({ args }) =>
      lookBack(args, output, () => {
        const wishes = pictureWishes(args);
        const folder = args["output-dir"];
        return (at) => charts(at, { ...wishes, folder }, output);
      }),
  });
}

async function charts(
  at: LookBack,
  wishes: PictureWishes & { readonly folder: string },
  output: Output,
): Promise<ExitCode> {
  const { folder, theme } = wishes;
  const size = sizeOf(wishes, at.settings);
  const material = new ChartMaterial(at, {
    segments: wishes.segments ?? at.settings.export.chartSegments,
  });
  const missing: string[] = [];
  for (const type of CHART_TYPES) {
    const draw = await drawingOf(type, material);
    if (draw === null) {
      missing.push(type);
      continue;
    }
    const path = join(folder, `${type}.png`);
    const picture = await drawPng(draw({ ...size, theme }), size);
    if (!await tryWriting(path, [picture], output)) return EXIT.failed;
    output.err(`Wrote ${path}\n`);
  }
  if (missing.length === CHART_TYPES.length) return tellNoData(at, output);
  if (missing.length > 0) {
    output.err(`Without data in this period: ${missing.join(", ")}\n`);
  }
  return EXIT.done;
}
