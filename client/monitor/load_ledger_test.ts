import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { gb, leftOfMonth, LoadLedger, monthOf } from "./load_ledger.ts";

const NOVEMBER = new Date(2026, 10, 20, 12).getTime();
const DECEMBER = new Date(2026, 11, 1).getTime();

Deno.test("monthOf() is the calendar's month in local time", () => {
  deepStrictEqual(monthOf(NOVEMBER), { name: "2026-11", endMs: DECEMBER });
  deepStrictEqual(monthOf(DECEMBER), {
    name: "2026-12",
    endMs: new Date(2027, 0, 1).getTime(),
  });
});

Deno.test("LoadLedger charges a test to the month that it began in", () => {
  const ledger = new LoadLedger(null);
  ledger.reserve({ interface: "eth0", atMs: DECEMBER - 1, bytes: 900 });
  ledger.settle(500);
  ledger.settle(500);
  deepStrictEqual(
    [NOVEMBER, DECEMBER].map((atMs) => ledger.usedBytes("eth0", atMs)),
    [500, 0],
  );
  strictEqual(ledger.usedBytes("wlan0", NOVEMBER), 0);
});

Deno.test("LoadLedger charges what was reserved when the program died", () => {
  const before = new LoadLedger(null);
  before.reserve({ interface: "eth0", atMs: NOVEMBER, bytes: 900 });
  const state = JSON.parse(JSON.stringify(before.state));
  const ledger = new LoadLedger(state);
  strictEqual(ledger.usedBytes("eth0", NOVEMBER), 900);
  strictEqual(ledger.state.reserved, null, "once only");
});

Deno.test("LoadLedger remembers a year", () => {
  const ledger = new LoadLedger(null);
  for (let month = 0; month < 30; month++) {
    const atMs = new Date(2026, month, 15).getTime();
    ledger.reserve({ interface: "eth0", atMs, bytes: 1 });
    ledger.settle(1);
  }
  const months = Object.keys(ledger.state.months).sort();
  deepStrictEqual(
    [months.length, months[0], months.at(-1)],
    [12, "2027-07", "2028-06"],
  );
});

Deno.test("leftOfMonth() is never less than nothing", () => {
  const left = leftOfMonth(DECEMBER - 1000, { cap: 100, used: 150 });
  deepStrictEqual(left, { bytes: 0, ms: 1000 });
});

Deno.test("gb() has digits where they matter", () => {
  deepStrictEqual([0, 12_345_678, 19_960_000_000].map(gb), [
    "0.000",
    "0.012",
    "20.0",
  ]);
});
