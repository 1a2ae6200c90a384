import { deepStrictEqual } from "node:assert/strict";
import {
  type Amount,
  BANDWIDTH,
  CONNECTIONS,
  DURATION,
  LATENCY,
  REQUEST_SIZE,
  TOTAL_SIZE,
} from "./amounts.ts";

function readAll(amount: Amount, texts: readonly string[]) {
  return Object.fromEntries(texts.map((text) => [text, amount.read(text)]));
}

function unreadable(amount: Amount, texts: readonly string[]): string[] {
  return texts.filter((text) => amount.read(text) === undefined);
}

Deno.test("BANDWIDTH counts bits by bps and bytes by B/s, in powers of ten", () => {
  deepStrictEqual(
    readAll(BANDWIDTH, [
      ...["10Mbps", "10mbps", "1.5 Mbps", "100KB/s", "100Kb/s", "500 kbit/s"],
      ...["1Gbps", "9600bps", "0"],
    ]),
    {
      "10Mbps": 10e6,
      "10mbps": 10e6,
      "1.5 Mbps": 1.5e6,
      "100KB/s": 800e3,
      "100Kb/s": 100e3,
      "500 kbit/s": 500e3,
      "1Gbps": 1e9,
      "9600bps": 9_600,
      "0": null,
    },
  );
});

Deno.test("BANDWIDTH refuses what may be bits or bytes, and no rate at all", () => {
  const texts = [
    "10MBps",
    "10",
    "fast",
    "-1Mbps",
    "0Mbps",
    "",
    "10Mb",
    "1Tbps",
  ];
  deepStrictEqual(unreadable(BANDWIDTH, texts), texts);
});

Deno.test("sizes are read in powers of ten", () => {
  deepStrictEqual(readAll(REQUEST_SIZE, ["1B", "1KB", "1.5kB", "100MB"]), {
    "1B": 1,
    "1KB": 1_000,
    "1.5kB": 1_500,
    "100MB": 100e6,
  });
  deepStrictEqual(readAll(TOTAL_SIZE, ["0", "2GB"]), { "0": null, "2GB": 2e9 });
  const texts = ["0", "101MB", "0KB", "1KiB", "10", "1Kb/s"];
  deepStrictEqual(unreadable(REQUEST_SIZE, texts), texts);
});

Deno.test("times take ms, s, m and h, until a day", () => {
  deepStrictEqual(readAll(DURATION, ["500ms", "60s", "5m", "24h", "0"]), {
    "500ms": 500,
    "60s": 60_000,
    "5m": 300_000,
    "24h": 86_400_000,
    "0": null,
  });
  deepStrictEqual(readAll(LATENCY, ["0", "0ms", "1.5s"]), {
    "0": 0,
    "0ms": 0,
    "1.5s": 1_500,
  });
  const texts = ["0s", "25h", "1d", "60", "-1s"];
  deepStrictEqual(unreadable(DURATION, texts), texts);
});

Deno.test("CONNECTIONS takes 1 to 1000", () => {
  deepStrictEqual(readAll(CONNECTIONS, ["1", "1000"]), { 1: 1, 1000: 1_000 });
  const texts = ["0", "1001", "1.5", "-1", "many", "1e3"];
  deepStrictEqual(unreadable(CONNECTIONS, texts), texts);
});
