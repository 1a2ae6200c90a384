/** `bufferbane chart TYPE`: one chart, as a picture or a page. @module */

import { defineCommand } from "citty";
import { CHART_TYPES, chartOf, PICTURE_SIDE } from "../charts/mod.ts";
import type { Series } from "../model/mod.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  explainUnwritable,
  localTimeZone,
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { writeWhole } from "./output_file.ts";
import { segmentAll, type SegmentTask } from "./segmenting.ts";

/** A page is drawn at any size; this shape it is laid out for. */
const PAGE = { widthPx: 1200, heightPx: 600 } as const;
/** A page can be zoomed into: finer than a picture. */
const PAGE_SEGMENTS = 400;
const MAX_SEGMENTS = 2000;

interface ChartArgs {
  readonly type: string;
  readonly output?: string | undefined;
  readonly interactive: boolean;
  readonly theme: string;
  readonly delay: string;
  readonly width?: string | undefined;
  readonly height?: string | undefined;
  readonly segments?: string | undefined;
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
      theme: {
        type: "string",
        default: "light",
        valueHint: "light|dark",
        description: "The picture's colours",
      },
      delay: {
        type: "string",
        default: "round-trip",
        valueHint: "round-trip|one-way|queue",
        description: "The last two need a server, and draw up and down apart",
      },
      width: { type: "string", valueHint: "PIXELS", description: "Its width" },
      height: {
        type: "string",
        valueHint: "PIXELS",
        description: "Its height",
      },
      segments: {
        type: "string",
        valueHint: "N",
        description: "Into how many stretches of time it is divided",
      },
    },
    run: ({ args }) =>
      lookBack(args, output, () => {
        const wishes = wishesOf(args);
        return (at) => chart(at, wishes, output);
      }),
  });
}

/** What was asked for, checked; `undefined` leaves it to the configuration. */
function wishesOf(args: ChartArgs) {
  const segments = { minPx: 1, maxPx: MAX_SEGMENTS };
  return {
    draw: chartOf(args.type),
    theme: themeOf(args.theme),
    isInteractive: args.interactive,
    delay: delayOf(args.delay),
    path: args.output ?? `${args.type}.${args.interactive ? "html" : "png"}`,
    widthPx: whole("--width", args.width, PICTURE_SIDE),
    heightPx: whole("--height", args.height, PICTURE_SIDE),
    segments: whole("--segments", args.segments, segments),
  };
}

async function chart(
  at: LookBack,
  wishes: ReturnType<typeof wishesOf>,
  output: Output,
): Promise<ExitCode> {
  const { reader, period, settings, host } = at;
  const { draw, theme, isInteractive, path } = wishes;
  const size = {
    widthPx: wishes.widthPx ?? settings.export.chartWidthPx,
    heightPx: wishes.heightPx ?? settings.export.chartHeightPx,
  };
  const segments = wishes.segments ??
    (isInteractive ? PAGE_SEGMENTS : settings.export.chartSegments);
  const gaps = reader.gaps(period, {
    intervalMs: settings.general.testIntervalMs,
  });
  const lines = linesOf(at, wishes.delay);
  const found = await segmentAll(
    reader,
    lines.map(({ source, way }) => ({
      path: at.path,
      series: source,
      way,
      period,
      segments,
      gaps,
    })),
  );
  const series = lines
    .map(({ series }, index) => ({ series, segments: found[index] ?? [] }))
    .filter(({ segments }) => segments.some(({ sent }) => sent > 0));
  if (series.length === 0) return tellNoData(at, output);
  const timeZone = localTimeZone();
  const events = reader.events(period)
    // Those that only inform would cover those that are trouble.
    .filter(({ severity, type }) => severity !== "info" || type === "note")
    .map(({ atMs, description }) => ({ atMs, label: description }));
  const measure = MEASURES[wishes.delay];
  const input = { period, host, timeZone, series, gaps, events, measure };
  let content: string | Uint8Array;
  if (isInteractive) {
    const { interactivePage } = await import("../charts/html.ts");
    content = interactivePage({
      light: draw(input, { ...PAGE, theme: "light" }),
      dark: draw(input, { ...PAGE, theme: "dark" }),
    }, timeZone);
  } else {
    const { drawPng } = await import("../charts/png.ts");
    content = await drawPng(draw(input, { ...size, theme }), size);
  }
  try {
    await writeWhole(path, [content], { stdout: Deno.stdout.writable });
  } catch (error) {
    if (error instanceof DOMException) throw error;
    output.err(`${explainUnwritable(path, error)}\n`);
    return EXIT.failed;
  }
  if (path !== "-") output.err(`Wrote ${path}\n`);
  return EXIT.done;
}

/** What `--delay` draws, by what it calls it. */
const MEASURES = {
  "round-trip": "Round-trip time",
  "one-way": "One-way delay",
  "queue": "Queueing delay",
} as const;

function delayOf(text: string): keyof typeof MEASURES {
  if (text === "round-trip" || text === "one-way" || text === "queue") {
    return text;
  }
  throw new SyntaxError(
    `Cannot draw the delay "${text}" (allowed: ${
      Object.keys(MEASURES).join(", ")
    })`,
  );
}

interface Line {
  /** What it is called. */
  readonly series: Series;
  /** Whose samples it shows. */
  readonly source: Series;
  readonly way: SegmentTask["way"];
}

/** What is drawn as a line each; of one-way delays, up and down. */
function linesOf(
  { reader, filter }: LookBack,
  delay: keyof typeof MEASURES,
): readonly Line[] {
  if (delay === "round-trip") {
    return reader.series({ ...filter, probes: ["icmp", "echo"] })
      .map((series) => ({ series, source: series, way: null }));
  }
  return reader.series({ ...filter, probes: ["echo"] }).flatMap((source) =>
    (["up", "down"] as const).map((direction) => ({
      series: { ...source, variant: direction },
      source,
      way: { direction, delay },
    }))
  );
}

function themeOf(text: string): "light" | "dark" {
  if (text === "light" || text === "dark") return text;
  throw new SyntaxError(
    `Cannot use the theme "${text}" (allowed: light, dark)`,
  );
}

function whole(
  option: string,
  text: string | undefined,
  range: { readonly minPx: number; readonly maxPx: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (
    /^\d+$/.test(text) && value >= range.minPx && value <= range.maxPx
  ) return value;
  throw new SyntaxError(
    `Cannot use ${option} "${text}" (allowed: a whole number, ${range.minPx} to ${range.maxPx})`,
  );
}
