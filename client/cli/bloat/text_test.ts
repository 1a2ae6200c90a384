import { ok, strictEqual } from "node:assert/strict";
import { bloatReport } from "../../analysis/mod.ts";
import { flowOf, phaseOf } from "../../analysis/bloat_testing.ts";
import type { BloatResult } from "./result.ts";
import { bloatText } from "./text.ts";
import { verdictOf } from "./verdict.ts";
import { wrap } from "./wrap.ts";

function resultOf(): BloatResult {
  const report = bloatReport([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8_000, 170, {
      flows: [flowOf("down", { rttNs: Array(80).fill(170e6) })],
    }),
    phaseOf("recovery", 16_000, 20),
  ], { foreignProbe: "echo" });
  return {
    ...report,
    verdict: verdictOf(report, { interface: "" }),
    method: "tcp",
    latencyBy: "echo",
    server: "server",
    address: "192.0.2.1",
    interface: "",
    flows: 4,
    atMs: 0,
    durationMs: 24_000,
    sentBytes: 2e6,
    receivedBytes: 40e6,
  };
}

Deno.test("bloatText() says first what it means, then what to do, then all figures", () => {
  const text = bloatText(resultOf(), { width: 80, hasColor: false });
  const order = [
    "Grade C (poor)",
    "What to do",
    "Round trip, ms (echo) P50",
    "Under load: 100",
    "Grade: DSLReports",
    "The test took 24 s and moved 40 MB down, 2 MB up.",
  ].map((part) => text.indexOf(part));
  ok(order.every((at, i) => at > (order[i - 1] ?? -1)), `${order}`);
});

Deno.test("bloatText() fits 80 columns, and leaves out what nobody knows", () => {
  const text = bloatText(resultOf(), { width: 80, hasColor: false });
  for (const line of text.split("\n")) {
    ok(line.length <= 80, `${line.length}: ${line}`);
  }
  ok(!text.includes("Sent again up"), "there was no upload");
});

Deno.test("bloatText() survives the way through JSON, where NaN becomes null", () => {
  const through: BloatResult = JSON.parse(JSON.stringify(resultOf()));
  const plain = { width: 80, hasColor: false };
  strictEqual(bloatText(through, plain), bloatText(resultOf(), plain));
});

Deno.test("wrap() breaks between words, and indents", () => {
  strictEqual(
    wrap("a queue for each flow", { width: 10, indent: "  " }).join("|"),
    "  a queue|  for each|  flow",
  );
});
