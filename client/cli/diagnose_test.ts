import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { diagnose } from "../analysis/scenarios/mod.ts";
import { loadConfig } from "../config/mod.ts";
import { Batch } from "../store/batch.ts";
import {
  answered,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  unanswered,
  wallNs,
} from "../store/testing.ts";
import { openReader } from "../store/mod.ts";
import { Writer } from "../store/writer.ts";
import { systemConfigIo } from "./config_io.ts";
import { observedOf } from "./diagnose/observed.ts";
import { type Said, said } from "./testing.ts";

const SECONDS = 2 * 3600;
/** Nothing beyond the router for 5 s, three times. */
const BREAKS = [1000, 3000, 5000];

/** Two hours, of which the last minutes are not summed up yet. */
function storeLine(path: string): void {
  const run = { startedMs: START_MS, pid: 1, bootId: "", host: "nas" };
  const writer = new Writer(
    { path, run: { ...run, version: "0" }, busyTimeoutMs: 1000 },
    { onCheck: () => {}, onRepair: () => {} },
  );
  const all = [
    seriesOf({ target: "192.0.2.1", role: "gateway" }),
    ...["a", "b"].map((target) => seriesOf({ target })),
  ];
  const batch = new Batch();
  for (let second = 0; second < SECONDS; second++) {
    const at = wallNs(START_MS + second * 1000);
    const isBroken = BREAKS.some((from) => second >= from && second < from + 5);
    batch.tick(tickAt(at));
    for (const series of all) {
      const isLost = isBroken && series.role !== "gateway";
      batch.sample(
        isLost ? unanswered(series, at) : answered(series, at, { rttUs: 9000 }),
        100_000,
      );
    }
    if (batch.rows < 900 && second < SECONDS - 1) continue;
    writer.write(batch.columns());
    batch.clear();
    writer.tidy();
  }
  writer.close();
}

function diagnosed(path: string, ...args: readonly string[]): Promise<Said> {
  return said("diagnose", "--db", path, ...args);
}

const DAYS = ["--start", "2026-11-19", "--end", "2026-11-22"] as const;

Deno.test("diagnose names what is wrong, from minutes and from what is not summed up yet", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLine(path);
  const { code, out, err } = await diagnosed(path, ...DAYS);
  strictEqual(err, "");
  strictEqual(code, 0);
  match(out, /^nas, /);
  match(out, /over IPv4 \(2 h measured\)/);
  match(out, /1\. Micro-disconnections on eth0, IPv4 \(\d\d % sure\)/);
  match(out, /The own router answered meanwhile/);

  const json = await diagnosed(path, ...DAYS, "--json");
  const { findings, ladders } = JSON.parse(json.out);
  deepStrictEqual(
    findings.map((one: { scenario: string }) => one.scenario),
    ["micro_disconnections"],
  );
  strictEqual(findings[0].figures.median_ms, 5000);
  deepStrictEqual(findings[0].times[0], {
    from_ms: START_MS + 1_000_000,
    to_ms: START_MS + 1_005_000,
  });
  strictEqual(ladders[0].measured_ms, 7_200_000 - 999);

  // The router is no target that was asked for, and tells where it broke.
  const one = await diagnosed(path, ...DAYS, "--targets", "a", "--json");
  strictEqual(JSON.parse(one.out).findings[0].rung, "access");
});

Deno.test("observedOf() is empty where nothing was measured", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLine(path);
  using reader = openReader(path);
  const { settings } = loadConfig(systemConfigIo(), undefined);
  for (const fromMs of [0, START_MS + 10 * 86_400_000]) {
    const period = { fromMs, toMs: fromMs + 86_400_000 };
    const observed = observedOf({
      path,
      reader,
      period,
      filter: {},
      settings,
      host: "nas",
    });
    deepStrictEqual(diagnose(observed).ladders, []);
    ok(observed.period.toMs >= observed.period.fromMs);
  }
});

Deno.test("diagnose says that there is nothing to judge", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLine(path);
  for (const args of [["--last", "1s"], [...DAYS, "--targets", "nobody"]]) {
    const { code, out, err } = await diagnosed(path, ...args);
    deepStrictEqual([code, out], [3, ""]);
    ok(err.startsWith("Nothing was measured from "));
  }
});
