import { match, ok, strictEqual } from "node:assert/strict";
import type { Series } from "../model/mod.ts";
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
import { Writer } from "../store/writer.ts";
import { said } from "./testing.ts";

const SECONDS = 600;

/** A round trip in µs, or `null` for a loss. */
type Line = (series: Series, second: number) => number | null;

/** Ten minutes over Wi-Fi and a wire. */
function storeLines(path: string, line: Line): void {
  const run = { startedMs: START_MS, pid: 1, bootId: "", host: "nas" };
  const writer = new Writer(
    { path, run: { ...run, version: "0" }, busyTimeoutMs: 1000 },
    { onCheck: () => {}, onRepair: () => {} },
  );
  const all = (["wlan0", "eth0"] as const).flatMap((name) => {
    const connectionType = name === "wlan0" ? "wifi" : "wired";
    const of = { interface: name, connectionType } as const;
    return ["a", "b"].map((target) => seriesOf({ ...of, target }));
  });
  const batch = new Batch();
  for (let second = 0; second < SECONDS; second++) {
    const at = wallNs(START_MS + second * 1000);
    batch.tick(tickAt(at));
    for (const series of all) {
      const rttUs = line(series, second);
      batch.sample(
        rttUs === null
          ? unanswered(series, at)
          : answered(series, at, { rttUs }),
        100_000,
      );
    }
    if (batch.rows < 900 && second < SECONDS - 1) continue;
    writer.write(batch.columns());
    batch.clear();
  }
  writer.close();
}

/** Wi-Fi is 13 ms slower, and loses a tenth of its packets. */
const SLOW_WIFI: Line = ({ interface: name, target }, second) => {
  const wobbleUs = second * 37 % 200;
  if (name === "eth0") return (target === "a" ? 9000 : 20_000) + wobbleUs;
  return second % 10 === 0
    ? null
    : (target === "a" ? 22_000 : 33_000) + wobbleUs;
};

const ALL = ["--start", "2026-11-19", "--end", "2026-11-22"] as const;

Deno.test("compare interfaces blames the Wi-Fi, with figures, and as JSON", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLines(path, SLOW_WIFI);
  const { code, out, err } = await said(
    ...["compare", "interfaces", "--db", path],
    ...ALL,
  );
  strictEqual(err, "");
  strictEqual(code, 0);
  const flat = out.replaceAll(/\s+/g, " ");
  match(flat, /Wi-Fi \(wlan0\) against wired \(eth0\): a, b; 10 min compared/);
  match(flat, /Wi-Fi \(wlan0\) adds 13 ms \(1[23][\d.]* to 13[\d.]*\)/);
  match(flat, /loses 10 % against 0 %, 100 % of all losses being its alone/);
  match(flat, /It is the Wi-Fi, not the provider\./);
  match(flat, /There, of the .* at least one of them 100\.000 %/);
  ok(out.split("\n").every(({ length }) => length <= 80));

  const json = await said(
    ...["compare", "interfaces", "--json", "--db", path],
    ...ALL,
  );
  const { comparisons: [first] } = JSON.parse(json.out);
  strictEqual(first.verdict.kind, "a");
  strictEqual(first.median_ms.is_sure, true);
  strictEqual(Math.round(first.median_ms.difference), 13);
});

Deno.test("compare interfaces needs two interfaces, and says how to get them", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLines(path, () => 9000);
  const { code, err } = await said(
    ...["compare", "interfaces", "--interfaces", "eth0", "--db", path],
    ...ALL,
  );
  strictEqual(code, 3);
  strictEqual(
    err,
    "Cannot compare interfaces as only eth0 was measured: name two in [general] interfaces\n",
  );
});

Deno.test("compare servers compares each target with the nearest", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLines(path, SLOW_WIFI);
  const { out } = await said(
    ...["compare", "servers", "--interfaces", "eth0", "--db", path],
    ...ALL,
  );
  match(out.replaceAll(/\s+/g, " "), /b over eth0 adds 11 ms/);
});

Deno.test("compare periods takes the times around a note", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  storeLines(path, (_, second) => second < 300 ? 30_000 : 9000);
  const at = new Date(START_MS + 300_000).toLocaleString("sv");
  const noted = await said("note", "new  router\n", "--at", at, "--db", path);
  strictEqual(noted.out, `Noted for ${at}: new router\n`);
  const { code, out, err } = await said(
    ...["compare", "periods", "--note", "Router", "--interfaces", "eth0"],
    ...["--db", path],
  );
  strictEqual(err, "");
  strictEqual(code, 0);
  match(out, /^before the note: .*\nafter the note: /);
  match(
    out.replaceAll(/\s+/g, " "),
    /eth0 before the note adds 21 ms \(21 to 21\); eth0 after the note is clean/,
  );
  const unknown = await said("compare", "periods", "--note", "x", "--db", path);
  strictEqual(unknown.code, 2);
  strictEqual(
    unknown.err,
    'Cannot find a note with "x" in it (have: "new router")\n',
  );
});

for (
  const [args, message] of [
    [
      ["compare", "periods"],
      'Cannot compare periods without two of them, each "START..END", or --note TEXT',
    ],
    [
      ["compare", "periods", "2026-11-01", "2026-11-02..2026-11-03"],
      'Cannot read a period: found "2026-11-01" (allowed: START..END, each YYYY-MM-DD or YYYY-MM-DD HH:MM)',
    ],
    [
      [
        "compare",
        "periods",
        "2026-11-02..2026-11-01",
        "2026-11-02..2026-11-03",
      ],
      'Cannot use the period "2026-11-02..2026-11-01": the start must come first',
    ],
    [
      ["note", " "],
      "Cannot take this as a note: found 0 characters (allowed: 1 to 500)",
    ],
    [
      ["note", "x", "--at", "2999-01-01"],
      "Cannot note what is to come: found --at 2999-01-01 (allowed: until now)",
    ],
    [
      ["note", "x", "--at", "noon"],
      'Cannot read --at as a local time: found "noon" (allowed: YYYY-MM-DD, YYYY-MM-DD HH:MM or YYYY-MM-DD HH:MM:SS, which +01:00 or Z may follow)',
    ],
  ] as const
) {
  Deno.test(`${args.join(" ")} is refused`, async () => {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    storeLines(path, () => 9000);
    const { code, err } = await said(...args, "--db", path);
    strictEqual(err, `${message}\n`);
    strictEqual(code, 2);
  });
}
