import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { STATUSES } from "../model/mod.ts";
import { BLOCK_LENGTH } from "./blocks.ts";
import { csvOf, csvText } from "./csv.ts";
import { sampleOf, WIFI } from "./testing.ts";

const HEADER =
  "timestamp,interface,connection_type,target,rtt_ms,jitter_ms,loss_pct," +
  "test_type,server_name,dns_time_ms,connect_ms,status,error_detail," +
  "timestamp_ms,role,ip_version,variant," +
  "upload_ms,download_ms,owd_error_ms,queue_up_ms,queue_down_ms,lost_on\n";

Deno.test("csvOf() writes the documented columns first", () => {
  const text = [...csvOf([sampleOf()], { lossPct: () => 2.1 })].join("");
  strictEqual(
    text,
    HEADER +
      "1697654321,wlan0,wifi,8.8.8.8,28.5,8.2,2.1,icmp,,,,ok,,1697654321250,public,4,,,,,,,\n",
  );
});

Deno.test("csvOf() writes what only ECHOs have", () => {
  const series = { ...WIFI, probe: "echo", server: "home" } as const;
  const plain = {
    upUs: -1,
    downUs: -1,
    errorUs: -1,
    queueUpUs: -1,
    queueDownUs: -1,
    lostOn: 0,
  };
  const cases = [
    [plain, ",4,,,,,,,\n", "nothing known yet"],
    [{ ...plain, lostOn: 2 }, ",4,,,,,,,down\n", "lost on the way down"],
    [
      { ...plain, upUs: 12_345, downUs: 3_655, errorUs: 8_000 },
      ",4,,12.345,3.655,8,,,\n",
      "one-way delays",
    ],
    [
      { ...plain, queueUpUs: 0, queueDownUs: 250 },
      ",4,,,,,0,0.25,\n",
      "no queue is a value",
    ],
  ] as const;
  for (const [echo, end, why] of cases) {
    const sample = sampleOf({ series, echo });
    const text = [...csvOf([sample], { lossPct: () => 0 })].join("");
    ok(text.endsWith(end), `${why}: ${text}`);
  }
});

Deno.test("csvOf() puts each probe's time into its own column", () => {
  const timeout = STATUSES.indexOf("timeout");
  const dns = { ...WIFI, probe: "dns", variant: "cached" } as const;
  const cases = [
    [
      sampleOf({ status: timeout, rttUs: -1, ipdvUs: -1 }),
      ",,,100,icmp,,,,timeout,,",
      "no answer, no time",
    ],
    [sampleOf({ series: dns }), ",,,100,dns,,28.5,,ok,,", "no RTT, no jitter"],
    [
      sampleOf({ series: { ...WIFI, probe: "tcp" } }),
      ",,,100,tcp,,,28.5,ok,,",
      "a connect time",
    ],
    [
      sampleOf({ series: { ...WIFI, probe: "echo", server: "home" } }),
      ",28.5,8.2,100,echo,home,,,ok,,",
      "an echo",
    ],
    [
      sampleOf({ rttUs: 0, ipdvUs: 0 }),
      ",0,0,100,icmp,,,,ok,,",
      "zero is a value",
    ],
  ] as const;
  for (const [sample, part, why] of cases) {
    const text = [...csvOf([sample], { lossPct: () => 100 })].join("");
    ok(text.includes(`8.8.8.8${part}`), `${why}: ${text}`);
  }
});

Deno.test("csvOf() of nothing is the header, and NaN loss an empty cell", () => {
  deepStrictEqual([...csvOf([], { lossPct: () => 0 })], [HEADER]);
  const text = [...csvOf([sampleOf()], { lossPct: () => NaN })].join("");
  ok(text.includes(",28.5,8.2,,icmp,"));
});

Deno.test("csvText() keeps texts from being run as formulas", () => {
  const cases: readonly [string, string, why: string][] = [
    ["8.8.8.8", "8.8.8.8", "as it is"],
    ["", "", "nothing"],
    ["a,b", '"a,b"', "a comma"],
    ['say "hi"', '"say ""hi"""', "quotes are doubled"],
    ["two\nlines", '"two\nlines"', "a line feed"],
    ["=1+1", `"'=1+1"`, "a formula"],
    ["+1", `"'+1"`, "a formula"],
    ["-1", `"'-1"`, "a formula, though it looks like a number"],
    ["@SUM(A1)", `"'@SUM(A1)"`, "a formula"],
    ["\t=1", `"'\t=1"`, "a tab before it"],
    ["\r=1", `"'\r=1"`, "a carriage return before it"],
    ["a=1", "a=1", "only at the start"],
  ];
  for (const [text, cell, why] of cases) strictEqual(csvText(text), cell, why);
});

Deno.test("csvText() loses nothing that a reader would not find again", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const cell = csvText(text);
    const read = cell.startsWith('"')
      ? cell.slice(1, -1).replaceAll('""', '"')
      : cell;
    ok(read === text || read === `'${text}`);
    ok(!/^"?[=+\-@\t\r]/.test(cell));
  }));
});

Deno.test("csvOf() yields blocks and reads no further ahead than one", () => {
  let taken = 0;
  function* many() {
    for (; taken < 10_000; taken++) yield sampleOf();
  }
  const blocks = csvOf(many(), { lossPct: () => 0 });
  const first = String(blocks.next().value);
  ok(first.length >= BLOCK_LENGTH && first.length < BLOCK_LENGTH + 200);
  ok(taken < 1000);
  blocks.return(undefined);
});
