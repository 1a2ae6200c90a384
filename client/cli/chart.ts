/** `bufferbane chart TYPE`: one chart, as a picture or a page. @module */

import { defineCommand } from "citty";
import {
  CHART_TYPES,
  chartTypeOf,
  drawPng,
  interactivePage,
} from "../charts/mod.ts";
import { type Drawing, drawingOf } from "./charts/drawings.ts";
import { ChartMaterial } from "./charts/material.ts";
import {
  delayOf,
  PICTURE_ARGS,
  type PictureArgs,
  pictureWishes,
  sizeOf,
} from "./charts/options.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { LOOK_BACK_ARGS, type LookBack, lookBack } from "./look_back.ts";
import { tellNothingToDraw } from "./charts/nothing.ts";
import { tryWriting } from "./output_file.ts";

/** A page is drawn at any size; this shape it is laid out for. */
const PAGE = { widthPx: 1200, heightPx: 600 } as const;
/** A page can be zoomed into: finer than a picture. */
const PAGE_SEGMENTS = 400;

interface ChartArgs extends PictureArgs {
  readonly type: string;
  readonly output?: string | undefined;
  readonly interactive: boolean;
  readonly delay: string;
}

/** The command, for citty. */
export function chartCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "chart",
      description: "One chart, as a picture or an interactive page",
    },
    args: {
      type: {
        type: "positional",
        required: true,
        description: `What to draw: ${CHART_TYPES.join(", ")}`,
      },
      ...LOOK_BACK_ARGS,
      output: {
        type: "string",
        valueHint: "FILE",
        description: "Where to; TYPE.png or TYPE.html if not given",
      },
      interactive: {
        type: "boolean",
        default: false,
        description: "One HTML file to zoom in, instead of a picture",
      },
      delay: {
        type: "string",
        default: "round-trip",
        valueHint: "round-trip|one-way|queue",
        description: "The last two need a server, and draw up and down apart",
      },
      ...PICTURE_ARGS,
    },
    run: ({ args }) =>
      lookBack(args, output, () => {
        const wishes = wishesOf(args);
        return (at) => chart(at, wishes, output);
      }),
  });
}

/** What was asked for, checked. */
function wishesOf(args: ChartArgs) {
  return {
    ...pictureWishes(args),
    type: chartTypeOf(args.type),
    isInteractive: args.interactive,
    delay: delayOf(args.delay),
    path: args.output ?? `${args.type}.${args.interactive ? "html" : "png"}`,
  };
}

async function chart(
  at: LookBack,
  wishes: ReturnType<typeof wishesOf>,
  output: Output,
): Promise<ExitCode> {
  const { type, delay, isInteractive, path } = wishes;
  const segments = wishes.segments ??
    (isInteractive ? PAGE_SEGMENTS : at.settings.export.chartSegments);
  const material = new ChartMaterial(at, { segments, delay });
  const draw = await drawingOf(type, material, delay);
  if (draw === null) return tellNothingToDraw(type, at, output);
  const content = isInteractive
    ? pageOf(draw)
    : await pictureOf(draw, at, wishes);
  const isWritten = await tryWriting(path, [content], output);
  if (!isWritten) return EXIT.failed;
  if (path !== "-") output.err(`Wrote ${path}\n`);
  return EXIT.done;
}

function pageOf(draw: Drawing): string {
  return interactivePage({
    light: draw({ ...PAGE, theme: "light" }),
    dark: draw({ ...PAGE, theme: "dark" }),
  });
}

function pictureOf(
  draw: Drawing,
  { settings }: LookBack,
  wishes: ReturnType<typeof wishesOf>,
): Promise<Uint8Array> {
  const size = sizeOf(wishes, settings);
  return drawPng(draw({ ...size, theme: wishes.theme }), size);
}
