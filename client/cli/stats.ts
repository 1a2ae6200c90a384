/** `bufferbane stats`: the figures of a period. @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import { wrap } from "./bloat/wrap.ts";
import { printable, span } from "./console/format.ts";
import { nameOf } from "./console/watch.ts";
import { directionTable } from "./direction_table.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { seriesFigures } from "./series_figures.ts";
import { JSON_ARG } from "./shared_args.ts";
import { interfaceLoads, loadText } from "./stats_load.ts";
import { statsTable } from "./stats_table.ts";
import { textColumns } from "./terminal_size.ts";

/** A week is read sample by sample; more is read from minutes and hours. */
const EXACT_BELOW_MS = 8 * 86_400_000;

/** The command, for citty. */
export function statsCommand(output: Output): Command {
  return defineCommand({
    meta: { name: "stats", description: "The figures of a period" },
    args: {
      ...LOOK_BACK_ARGS,
      ...JSON_ARG,
    },
    run: ({ args }) =>
      lookBack(args, output, () => (at) => stats(at, args.json, output)),
  });
}

function stats(at: LookBack, isJson: boolean, output: Output): ExitCode {
  const { reader, period, filter, settings } = at;
  const gaps = reader.gaps(period, {
    intervalMs: settings.general.testIntervalMs,
  });
  const found = reader.series(filter)
    .map((series) =>
      seriesFigures(series, at, { gaps, exactBelowMs: EXACT_BELOW_MS })
    )
    .filter(({ statistics }) => statistics.sent > 0);
  if (found.length === 0) return tellNoData(at, output);
  const load = interfaceLoads(at, Date.now());
  if (isJson) {
    output.out(
      `${JSON.stringify({ period, host: at.host, series: found, load })}\n`,
    );
    return EXIT.done;
  }
  const missingMs = gaps.reduce(
    (sum, { fromMs, toMs }) => sum + toMs - fromMs,
    0,
  );
  const isSummed = found.some(({ statistics }) =>
    statistics.percentileErrorPct > 0
  );
  output.out(
    `${printable(at.host)}, ${localText(period.fromMs)} to ${
      localText(period.toMs)
    }${
      missingMs >= 1000 ? `, ${span(missingMs / 1000)} of it not measured` : ""
    }\n${
      isSummed ? "Summed up: percentiles (P50 to P99) are right to 1 %\n" : ""
    }`,
  );
  // A file has room for long lines, which other programs find easier to read.
  const columns = Deno.stdout.isTerminal() ? textColumns() : Infinity;
  for (const [probe, heading] of HEADINGS) {
    const own = found.filter(({ series }) => series.probe === probe);
    if (own.length === 0) continue;
    const rows = own.map(({ series, statistics }) => ({
      label: printable(`${series.interface} ${nameOf(series)}`),
      statistics,
    }));
    output.out(`\n${statsTable(heading, rows, columns)}`);
    const directed = own.flatMap(({ directions }, index) =>
      directions === undefined
        ? []
        : [{ label: rows[index]?.label ?? "", directions }]
    );
    output.out(directionTable(directed));
  }
  output.out(fitted(loadText(load), columns));
  return EXIT.done;
}

const HEADINGS = [
  ["icmp", "Round trip, ms"],
  ["echo", "Round trip to the server, ms"],
  ["dns", "DNS, ms"],
  ["tcp", "TCP connect, ms"],
] as const;

/** Sentences in lines of a width; those that belong together stay indented. */
function fitted(text: string, width: number): string {
  return text.split("\n").flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? "";
    return wrap(line.trimStart(), { width, indent });
  }).join("\n");
}
