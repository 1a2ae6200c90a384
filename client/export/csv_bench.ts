import { stringify } from "csv-stringify/sync";
import { TrailingLoss } from "../analysis/mod.ts";
import { STATUSES, type StoredSample } from "../model/mod.ts";
import { csvOf } from "./csv.ts";
import { ndjsonOf } from "./ndjson.ts";
import { sampleOf, WIFI } from "./testing.ts";

const ROWS = 100_000;
const WIRED = { ...WIFI, interface: "eth0" };
const SAMPLES = Array.from({ length: ROWS }, (_, i): StoredSample => {
  const isLost = i % 97 === 0;
  return sampleOf({
    series: i % 2 === 0 ? WIFI : WIRED,
    atMs: 1_697_654_321_250 + 500 * i,
    status: isLost ? STATUSES.indexOf("timeout") : 0,
    rttUs: isLost ? -1 : 12_000 + i % 7919,
    ipdvUs: isLost ? -1 : i % 1009,
  });
});

function drain(blocks: Iterable<string>): number {
  let length = 0;
  for (const block of blocks) length += block.length;
  return length;
}

Deno.bench(
  "csvOf(), 100,000 rows with loss",
  { baseline: true, group: "csv" },
  () => {
    const trailing = new TrailingLoss();
    drain(csvOf(SAMPLES, { lossPct: (sample) => trailing.add(sample) }));
  },
);

Deno.bench(
  "csv-stringify, 100,000 rows, loss not worked out",
  { group: "csv" },
  () => {
    stringify(
      SAMPLES.map(({ series, atMs, rttUs, ipdvUs, status, detail }) => [
        Math.floor(atMs / 1000),
        series.interface,
        series.connectionType,
        series.target,
        rttUs / 1000,
        ipdvUs / 1000,
        0,
        series.probe,
        series.server,
        null,
        null,
        STATUSES[status],
        detail,
        atMs,
        series.role,
        series.family,
        series.variant,
      ]),
      { escape_formulas: true },
    );
  },
);

Deno.bench("ndjsonOf(), 100,000 rows with loss", { group: "csv" }, () => {
  const trailing = new TrailingLoss();
  drain(ndjsonOf(SAMPLES, { lossPct: (sample) => trailing.add(sample) }));
});
