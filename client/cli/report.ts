/** `bufferbane report`: what a period was like, to be read or sent to the provider. @module */

import { defineCommand } from "citty";
import { CHART_TYPES, drawPng } from "../charts/mod.ts";
import {
  htmlOf,
  markdownOf,
  reportOf,
  type ReportPicture,
  textOf,
} from "../report/mod.ts";
import { drawingOf } from "./charts/drawings.ts";
import { ChartMaterial } from "./charts/material.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { tryWriting } from "./output_file.ts";
import { reportInput } from "./report/gather.ts";

const FORMATS = ["text", "markdown", "html"] as const;
/** Evenings and nights tell, so a day is too little. */
const DEFAULT_LAST = "7d";
/** Its letters are as high as small print where it is as wide as A4. */
const PICTURE = { widthPx: 1100, heightPx: 600 } as const;

type Format = typeof FORMATS[number];

/** The command, for citty. */
export function reportCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "report",
      description: "What a period was like, to read or to send to the provider",
    },
    args: {
      ...LOOK_BACK_ARGS,
      last: { ...LOOK_BACK_ARGS.last, valueHint: DEFAULT_LAST },
      format: {
        type: "string",
        default: "text",
        valueHint: FORMATS.join("|"),
        description: "As what; html has the charts in it",
      },
      output: {
        type: "string",
        default: "-",
        valueHint: "FILE",
        description: "Where to; - is standard output",
      },
    },
    run: ({ args }) => {
      const isOpen = args.last === undefined && args.start === undefined;
      const asked = isOpen ? { ...args, last: DEFAULT_LAST } : args;
      return lookBack(asked, output, () => {
        const wanted = { format: formatOf(args.format), path: args.output };
        return (at) => report(at, wanted, output);
      });
    },
  });
}

function formatOf(text: string): Format {
  const format = FORMATS.find((name) => name === text);
  if (format !== undefined) return format;
  throw new SyntaxError(
    `Cannot write a report as "${text}" (allowed: ${FORMATS.join(", ")})`,
  );
}

async function report(
  at: LookBack,
  { format, path }: { readonly format: Format; readonly path: string },
  output: Output,
): Promise<ExitCode> {
  const material = new ChartMaterial(at, {
    segments: at.settings.export.chartSegments,
  });
  const input = await reportInput(material, Date.now());
  if (input.series.length === 0) return tellNoData(at, output);
  const document = reportOf(input);
  const text = format === "text"
    ? textOf(document)
    : format === "markdown"
    ? markdownOf(document)
    : htmlOf(document, await picturesOf(material));
  if (!await tryWriting(path, [text], output)) return EXIT.failed;
  if (path !== "-") output.err(`Wrote ${path}\n`);
  return EXIT.done;
}

async function picturesOf(
  material: ChartMaterial,
): Promise<readonly ReportPicture[]> {
  const pictures: ReportPicture[] = [];
  for (const type of CHART_TYPES) {
    const draw = await drawingOf(type, material);
    if (draw === null) continue;
    const figure = draw({ ...PICTURE, theme: "light" });
    const alt = `${figure.title}. ${figure.subtitle.join(" ")}`;
    pictures.push({ alt, png: await drawPng(figure, PICTURE) });
  }
  return pictures;
}
