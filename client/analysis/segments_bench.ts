import { Segmenter } from "./segments.ts";
import { StatisticsGatherer } from "./statistics.ts";
import { columnsOf, type Row } from "./testing.ts";

const DAY_MS = 86_400_000;
const PERIOD = { fromMs: 0, toMs: 30 * DAY_MS };

/** A month at one a second, in a day's chunks, with a long tail and loss. */
const MONTH = Array.from({ length: 30 }, (_, day) => {
  const rows = Array.from({ length: 86_400 }, (_, s): Row => {
    const noise = (s * 7919 + day * 104_729) % 9973;
    const rtt = 12_000 + noise + (noise % 500 === 0 ? 800_000 : 0);
    return [day * DAY_MS + s * 1000, noise % 331 === 0 ? "timeout" : rtt];
  });
  return columnsOf(rows);
});

Deno.bench("Segmenter: 30 days of one series into 100 segments", () => {
  const segmenter = new Segmenter(PERIOD);
  for (const day of MONTH) segmenter.add(day);
  segmenter.finish();
});

Deno.bench("StatisticsGatherer: 30 days of one series", () => {
  const gatherer = new StatisticsGatherer(PERIOD);
  for (const day of MONTH) gatherer.add(day);
  gatherer.finish();
});
