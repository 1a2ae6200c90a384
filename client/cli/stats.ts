/** `bufferbane stats`: the figures of a period. @module */

import { defineCommand } from "citty";
import type { Statistics } from "../analysis/mod.ts";
import { localText } from "../analysis/local_text.ts";
import { ms, percent, printable, span } from "./console/format.ts";
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
import { interfaceLoads, loadText } from "./stats_load.ts";

const NS_PER_US = 1000;
/** A week is read sample by sample; more is read from minutes and hours. */
const EXACT_BELOW_MS = 8 * 86_400_000;

/** The command, for citty. */
export function statsCommand(output: Output): Command {
  return defineCommand({
    meta: { name: "stats", description: "The figures of a period" },
    args: {
      ...LOOK_BACK_ARGS,
      json: { type: "boolean", default: false, description: "As JSON" },
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
      missingMs > 0 ? `, ${span(missingMs / 1000)} of it not measured` : ""
    }\n${
      isSummed ? "Summed up: percentiles (P50 to P99) are right to 1 %\n" : ""
    }`,
  );
  for (const [probe, heading] of HEADINGS) {
    const own = found.filter(({ series }) => series.probe === probe);
    if (own.length === 0) continue;
    const labels = own.map(({ series }) =>
      printable(`${series.interface} ${nameOf(series)}`)
    );
    const width = Math.max(
      heading.length,
      ...labels.map(({ length }) => length),
    );
    output.out(`\n${heading.padEnd(width)}${COLUMNS}\n`);
    for (const [index, { statistics }] of own.entries()) {
      output.out(
        `${(labels[index] ?? "").padEnd(width)}${figures(statistics)}\n`,
      );
    }
    const directed = own.flatMap(({ directions }, index) =>
      directions === undefined
        ? []
        : [{ label: labels[index] ?? "", directions }]
    );
    output.out(directionTable(directed));
  }
  output.out(loadText(load));
  return EXIT.done;
}

const HEADINGS = [
  ["icmp", "Round trip, ms"],
  ["echo", "Round trip to the server, ms"],
  ["dns", "DNS, ms"],
  ["tcp", "TCP connect, ms"],
] as const;

const COLUMNS =
  "     sent loss %   mean    P50    P95    P99    max jitter  worst run of losses";

function figures(statistics: Statistics): string {
  const { sent, lossPct, meanUs, p50Us, p95Us, p99Us, maxUs, meanIpdvUs } =
    statistics;
  const times = [meanUs, p50Us, p95Us, p99Us, maxUs, meanIpdvUs]
    .map((us) => ms(us * NS_PER_US).padStart(7)).join("");
  const run = statistics.longestLossRun;
  const worst = run === null || run.probes < 2
    ? ""
    : `  ${run.probes} at ${localText(run.fromMs)}`;
  return `${String(sent).padStart(9)}${
    percent(lossPct).padStart(7)
  }${times}${worst}${failures(statistics)}`;
}

/** What was answered, and so is no loss, but is of no use to anybody. */
const FAILURES = [
  ["refused", "refused"],
  ["reset", "reset"],
  ["rcode", "answered by an error"],
] as const;

function failures({ byStatus }: Statistics): string {
  return FAILURES.filter(([status]) => byStatus[status] > 0)
    .map(([status, word]) => `  ${byStatus[status]} ${word}`).join(",");
}
