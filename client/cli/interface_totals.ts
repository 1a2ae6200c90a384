/** `bufferbane interfaces --last 30d`: what went over each in a period. @module */

import { localText } from "../analysis/local_text.ts";
import type { LinkTotal } from "../store/rollup_reader.ts";
import { bitRate, byteCount } from "./amounts.ts";
import { percent, printable, span } from "./console/format.ts";
import type { Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { type LookBack, tellNoData } from "./look_back.ts";
import { textColumns } from "./terminal_size.ts";
import { snakeJson } from "../export/snake_json.ts";
import { table, wrapped } from "./table.ts";

/**
 * Shows what each measured interface carried. Only growth of counters was
 * stored, so that neither a reboot nor a reset of a driver adds or takes away.
 *
 * @param at The period.
 * @param isJson Whether a machine reads the result.
 * @param output Where it goes.
 */
export function showTotals(
  at: LookBack,
  isJson: boolean,
  output: Output,
): ExitCode {
  const { interfaces } = at.filter;
  const totals = at.reader.rollups.linkTotals(at.period).filter((total) =>
    interfaces === undefined || interfaces.includes(total.interface)
  );
  if (totals.length === 0) return tellNoData(at, output);
  if (isJson) {
    output.out(`${snakeJson({ period: at.period, interfaces: totals })}\n`);
    return EXIT.done;
  }
  const columns = textColumns();
  const { fromMs, toMs } = at.period;
  const head = `${printable(at.host)}, ${localText(fromMs)} to ${
    localText(toMs)
  }`;
  const lines = totalLines(totals, {
    periodS: (toMs - fromMs) / 1000,
    columns,
  });
  output.out(`${[head, "", ...lines].join("\n")}\n`);
  return EXIT.done;
}

/**
 * A row for each interface.
 *
 * @param totals What they carried.
 * @param options How long the period was, s; the terminal's width.
 */
export function totalLines(
  totals: readonly LinkTotal[],
  { periodS, columns }: { readonly periodS: number; readonly columns: number },
): readonly string[] {
  const rows = totals.map((total) => [
    printable(total.interface),
    byteCount(total.receivedBytes),
    byteCount(total.sentBytes),
    byteCount(total.receivedBytes + total.sentBytes),
    bitRate(total.peakReceivedBps),
    bitRate(total.peakSentBps),
  ]);
  const [head = "", ...body] = table([
    ["INTERFACE", "RECEIVED", "SENT", "BOTH", "BUSIEST IN", "BUSIEST OUT"],
    ...rows,
  ], 1);
  return [
    head,
    ...totals.flatMap((total, index) => [
      body[index] ?? "",
      ...wrapped(notesOf(total, periodS), columns),
    ]),
  ];
}

/** How much of the period that is, and what was wrong. */
function notesOf(total: LinkTotal, periodS: number): readonly string[] {
  const { spanMs, ownLoadBytes, downSeconds, errors, drops } = total;
  const share = Math.min(100, spanMs / 10 / periodS);
  const { signalSeconds, signalSumDbm } = total;
  return [
    `measured ${span(spanMs / 1000)} (${percent(share)} % of the period)`,
    ...(ownLoadBytes > 0
      ? [`${byteCount(ownLoadBytes)} of it by bufferbane's own load tests`]
      : []),
    ...(downSeconds > 0 ? [`no link for ${span(downSeconds)}`] : []),
    ...(errors > 0 ? [`${errors} errors`] : []),
    ...(drops > 0 ? [`${drops} dropped`] : []),
    ...(signalSeconds > 0
      ? [`mean signal ${(signalSumDbm / signalSeconds).toFixed(0)} dBm`]
      : []),
  ];
}
