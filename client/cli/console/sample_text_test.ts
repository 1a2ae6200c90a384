import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { SERIES } from "../../analysis/testing.ts";
import type { Outcome, Series, WallNs } from "../../model/mod.ts";
import { sampleJson, sampleLine } from "./sample_text.ts";

/** 10:12:13.023 local time, wherever this runs. */
const AT_MS = new Date(2026, 10, 20, 10, 12, 13, 23).getTime();
const sentAt = BigInt(AT_MS) * 1_000_000n as WallNs;

const OK: Outcome = {
  kind: "ok",
  rttNs: 12_345_000,
  localQueueNs: 0,
  stamps: "kernel",
  duplicates: 0,
  detail: "",
};
const DNS: Partial<Series> = { probe: "dns", variant: "cached" };

Deno.test("sampleLine() is one line for a person", () => {
  const rows: readonly (readonly [Partial<Series>, Outcome, string])[] = [
    [{}, OK, "icmp  192.0.2.1  12.3 ms"],
    [{}, { ...OK, duplicates: 2 }, "icmp  192.0.2.1  12.3 ms, 2 duplicate"],
    [{}, { ...OK, kind: "late" }, "icmp  192.0.2.1  12.3 ms, late"],
    [{}, { kind: "timeout", detail: "" }, "icmp  192.0.2.1  timeout"],
    [
      {},
      { kind: "send_failed", detail: "Network is unreachable" },
      "icmp  192.0.2.1  send failed, Network is unreachable",
    ],
    [
      DNS,
      { ...OK, kind: "rcode", detail: "SERVFAIL" },
      "dns   192.0.2.1 cached  12.3 ms, rcode, SERVFAIL",
    ],
    [
      { target: "evil\x1b[2J" },
      { kind: "timeout", detail: "" },
      "icmp  evil?[2J  timeout",
    ],
  ];
  for (const [fields, outcome, text] of rows) {
    const series = { ...SERIES, ...fields };
    strictEqual(
      sampleLine({ series, sentAt, outcome }),
      `10:12:13.023  eth0  ${text}`,
    );
  }
});

Deno.test("sampleJson() names everything as the view does", () => {
  const json = (
    fields: Partial<Series>,
    outcome: Outcome,
    ipdvNs: number | null,
  ): unknown =>
    JSON.parse(
      sampleJson({ series: { ...SERIES, ...fields }, sentAt, outcome }, ipdvNs),
    );
  const common = {
    type: "sample",
    timestamp: Math.floor(AT_MS / 1000),
    "timestamp_ms": AT_MS,
    interface: "eth0",
    "connection_type": "wired",
    target: "192.0.2.1",
    "error_detail": "",
  };
  deepStrictEqual(json({}, OK, 250_000), {
    ...common,
    "test_type": "icmp",
    family: 4,
    variant: "",
    status: "ok",
    "rtt_ms": 12.345,
    "jitter_ms": 0.25,
    "packet_loss_pct": 0,
  });
  deepStrictEqual(json({}, { kind: "timeout", detail: "" }, null), {
    ...common,
    "test_type": "icmp",
    family: 4,
    variant: "",
    status: "timeout",
    "rtt_ms": null,
    "jitter_ms": null,
    "packet_loss_pct": 100,
  });
  deepStrictEqual(json({}, { kind: "self_dropped", detail: "" }, null), {
    ...common,
    "test_type": "icmp",
    family: 4,
    variant: "",
    status: "self_dropped",
    "rtt_ms": null,
    "jitter_ms": null,
    "packet_loss_pct": null,
  });
  const off = {
    kind: "interface_off",
    detail: "eth0 is switched off",
  } as const;
  deepStrictEqual(
    json({}, off, null),
    {
      ...common,
      "test_type": "icmp",
      family: 4,
      variant: "",
      status: "send_failed",
      "rtt_ms": null,
      "jitter_ms": null,
      "packet_loss_pct": null,
      "error_detail": "eth0 is switched off",
    },
    "not sent, and no loss of the line",
  );
  deepStrictEqual(json(DNS, OK, null), {
    ...common,
    "test_type": "dns",
    family: 4,
    variant: "cached",
    status: "ok",
    "dns_time_ms": 12.345,
  });
});
