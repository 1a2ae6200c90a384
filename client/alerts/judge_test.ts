import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Series } from "../model/mod.ts";
import { Judge } from "./judge.ts";
import { inWords, LINE, LINE6, OPTIONS, play, type Result } from "./testing.ts";

interface Row {
  readonly why: string;
  readonly result: (second: number, series: Series) => Result;
  readonly told: readonly string[];
  readonly seconds?: number;
  readonly series?: readonly Series[];
}

/** Quiet: 12 ms, a little more and less. */
function calm(second: number): number {
  return 12 + second % 3 / 10;
}

function isFar({ role }: Series): boolean {
  return role === "public";
}

const ROWS: readonly Row[] = [
  {
    why: "nothing is wrong",
    result: calm,
    told: [],
  },
  {
    why: "everything beyond the user's router is lost for 5 s",
    result: (s, { role }) =>
      s >= 30 && s < 35 && role !== "gateway" ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection access_line",
      "35.5 ended micro_disconnection access_line",
    ],
  },
  {
    why: "the router, too",
    result: (s) => s >= 30 && s < 35 ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection own_router",
      "35.5 ended micro_disconnection own_router",
    ],
  },
  {
    why: "the provider's first router is fine",
    result: (s, series) =>
      s >= 30 && s < 35 && isFar(series) ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection isp_core",
      "35.5 ended micro_disconnection isp_core",
    ],
  },
  {
    why: "an outage is not also a loss burst and packet loss",
    seconds: 400,
    result: (s, series) =>
      s >= 30 && s < 130 && isFar(series) ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection isp_core",
      "91.5 grew outage isp_core",
      "130.5 ended outage isp_core",
    ],
  },
  {
    why: "the kernel could not send: no carrier",
    result: (s) => s >= 30 && s < 35 ? "send_failed" : calm(s),
    told: [
      "33.5 opened micro_disconnection interface_down",
      "35.5 ended micro_disconnection interface_down",
    ],
  },
  {
    why: "two lost rounds are no disconnection",
    result: (s) => s >= 30 && s < 32 ? "timeout" : calm(s),
    told: [],
  },
  {
    why: "one target of three is silent",
    result: (s, { target }) =>
      s >= 30 && s < 40 && target === "8.8.8.8" ? "timeout" : calm(s),
    seconds: 110,
    told: [
      "33.5 opened loss_burst far_end 8.8.8.8",
      "35.5 grew loss_burst far_end 8.8.8.8",
      "50.5 ended loss_burst far_end 8.8.8.8",
    ],
  },
  {
    why: "a router that neglects pings, while what it passes is well",
    result: (s, { role }) =>
      s >= 30 && (role === "gateway" || role === "isp") ? "timeout" : calm(s),
    told: [],
  },
  {
    why: "all targets are slow for 8 s",
    result: (s, series) => s >= 30 && s < 38 && isFar(series) ? 90 : calm(s),
    told: [
      "35.5 opened latency_spike isp_core",
      "48.5 ended latency_spike isp_core",
    ],
  },
  {
    why: "slow for 5 s only",
    result: (s, series) => s >= 30 && s < 35 && isFar(series) ? 90 : calm(s),
    told: [],
  },
  {
    why: "three times as slow, but that is nothing to people",
    result: (s) => s >= 30 ? 5 : 1,
    told: [],
  },
  {
    why: "jitter on the Wi-Fi: everything is affected, the router first",
    series: LINE.map((series) => ({ ...series, connectionType: "wifi" })),
    result: (s) => s >= 30 && s < 60 && s % 2 === 0 ? 110 : calm(s),
    told: [
      "45.5 opened high_jitter wifi",
    ],
    seconds: 75,
  },
  {
    why: "one packet of half a second is no jitter",
    result: (s) => s === 30 ? 500 : calm(s),
    told: [],
  },
  {
    why: "every tenth packet is lost on the way to all: one incident",
    seconds: 240,
    result: (s, { role, target }) =>
      role !== "gateway" && s >= 30 && s < 120 &&
        (s + Number(target[0])) % 10 === 0
        ? "timeout"
        : calm(s),
    told: [
      "72.5 opened packet_loss access_line",
      "179.5 ended packet_loss access_line",
    ],
  },
  {
    why: "4 of 60 may be chance",
    result: (s) => s >= 30 && s < 90 && s % 15 === 0 ? "timeout" : calm(s),
    told: [],
    seconds: 180,
  },
  {
    why: "IPv6 is down, IPv4 is fine",
    series: [...LINE, ...LINE6],
    result: (s, { family, role }) =>
      s >= 30 && s < 36 && family === 6 && role === "public"
        ? "timeout"
        : calm(s),
    told: [
      "33.5 opened micro_disconnection ipv6",
      "36.5 ended micro_disconnection ipv6",
    ],
  },
  {
    why: "a target that never answered is no news",
    result: (s, { target }) => target === "8.8.8.8" ? "timeout" : calm(s),
    told: [],
  },
  {
    why: "nothing ever answered: the line was down before the start",
    result: () => "timeout",
    told: ["3.5 opened micro_disconnection unknown"],
    seconds: 20,
  },
];

Deno.test("Judge tells each trouble once, with its cause", () => {
  for (const { why, result, told, seconds = 100, series = LINE } of ROWS) {
    deepStrictEqual(play({ seconds, series, result }).map(inWords), told, why);
  }
});

Deno.test("Judge says that a slow line is full of the user's own traffic", () => {
  const judge = new Judge(OPTIONS);
  const result = (s: number) => s >= 30 ? 200 : 12;
  play({ seconds: 30, result, judge });
  judge.load("eth0", "full");
  const told = play({
    seconds: 10,
    from: 30,
    judge,
    result: (s, { role }) => role === "gateway" ? 1 : result(s),
  });
  deepStrictEqual(told.map(inWords), ["35.5 opened latency_spike own_traffic"]);
});

Deno.test("Judge says what the traffic was that filled the line", () => {
  const judge = new Judge(OPTIONS);
  play({ seconds: 30, result: () => 12, judge });
  const none = {
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
  };
  const much = { ...none, receivedBytes: 5_000_000, receivedPackets: 4_000 };
  judge.load("eth0", "full");
  judge.traffic({
    atMs: 30_000,
    interface: "eth0",
    counts: {
      all: much,
      tcp: much,
      udp: none,
      icmp: none,
      http: none,
      https: much,
      quic: none,
      dns: none,
    },
  });
  const [opened] = play({
    seconds: 10,
    from: 30,
    judge,
    result: (_s, { role }) => role === "gateway" ? 1 : 200,
  });
  const metrics = opened?.incident.metrics;
  strictEqual(metrics?.["own_traffic"], "https");
  strictEqual(metrics?.["own_traffic_mbps"], 40);
});
