import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { linkSecond } from "../analysis/testing.ts";
import { CallWindow } from "./call_window.ts";
import { Figures } from "./figures.ts";
import { IncidentTally, type KnownIncident } from "./incident_tally.ts";
import { LabelCap } from "./label_cap.ts";
import { LinkTally } from "./link_tally.ts";
import { TestTally } from "./test_tally.ts";
import { numbersOf, testResult } from "./testing.ts";

const HOUR_MS = 3_600_000;

Deno.test("TestTally counts a test once, and shows the newest", () => {
  const figures = new Figures();
  const tally = new TestTally(figures, new LabelCap(9));
  const details = JSON.stringify({
    phases: [{
      kind: "upload",
      uplift: { p50Ns: 80e6 },
      call: { mos: 3.9 },
      responsiveness: null,
    }],
  });
  tally.show(testResult({ atMs: 500, grade: "F", uploadBps: 1e6 }));
  for (let i = 0; i < 2; i++) tally.add(testResult({ atMs: 1_000, details }));
  tally.add(testResult({ atMs: 2_000, isComplete: false, grade: null }));
  const readings = figures.readings();
  deepStrictEqual(numbersOf(readings, "tests", "kind", "result"), {
    "bloat complete": 1,
    "bloat cut_off": 1,
  });
  deepStrictEqual(numbersOf(readings, "testBytes", "direction"), {
    up: 2_000,
    down: 20_000,
  });
  deepStrictEqual(numbersOf(readings, "tested", "kind"), { bloat: 1 });
  deepStrictEqual(numbersOf(readings, "throughput", "direction"), {
    up: 1e6,
    down: 10e6,
  });
  deepStrictEqual(numbersOf(readings, "bloatGrade", "grade"), { B: 4 });
  deepStrictEqual(numbersOf(readings, "bloatDelay", "phase"), { upload: 0.08 });
  deepStrictEqual(numbersOf(readings, "bloatMos", "phase"), { upload: 3.9 });
  deepStrictEqual(numbersOf(readings, "bloatRpm", "phase"), {});
});

Deno.test("TestTally forgets after an hour what it counted, when none comes back", () => {
  const figures = new Figures();
  const tally = new TestTally(figures, new LabelCap(9));
  tally.add(testResult({ atMs: 1_000 }));
  strictEqual(TestTally.newSinceMs(2 * HOUR_MS) > 1_000, true);
  tally.prune(2 * HOUR_MS);
  tally.add(testResult({ atMs: 1_000 }));
  const counted = numbersOf(figures.readings(), "tests", "result");
  deepStrictEqual(counted, { complete: 2 });
});

function incident(changes: Partial<KnownIncident>): KnownIncident {
  return {
    id: "1 a",
    type: "packet_loss",
    severity: "warning",
    interface: "eth0",
    cause: "isp",
    startMs: 1_000,
    isOpen: true,
    ...changes,
  };
}

Deno.test("IncidentTally shows what goes on, and counts what has begun", () => {
  const figures = new Figures();
  const tally = new IncidentTally(figures, new LabelCap(9));
  const open = () =>
    numbersOf(figures.readings(), "incidentsOpen", "kind", "severity", "cause");
  const total = () => numbersOf(figures.readings(), "incidents", "kind");
  tally.take([incident({}), incident({ id: "2 b", startMs: 100 })], 500);
  deepStrictEqual(open(), { "packet_loss warning isp": 2 });
  deepStrictEqual(total(), { "packet_loss": 1 });
  tally.take([incident({ isOpen: false })], 500);
  deepStrictEqual(open(), {});
  tally.take([incident({ isOpen: true }), incident({ id: "3 c" })], 500);
  deepStrictEqual(total(), { "packet_loss": 2 });
  tally.take([], 500);
  deepStrictEqual([open(), total()], [{}, { "packet_loss": 2 }]);
});

Deno.test("IncidentTally counts what becomes an outage as both", () => {
  const figures = new Figures();
  const tally = new IncidentTally(figures, new LabelCap(9));
  tally.take([incident({ type: "micro_disconnection" })], 0);
  tally.take([incident({ type: "outage" })], 0);
  deepStrictEqual(numbersOf(figures.readings(), "incidents", "kind"), {
    "micro_disconnection": 1,
    outage: 1,
  });
});

Deno.test("LinkTally adds up what an interface carried", () => {
  const figures = new Figures();
  const tally = new LinkTally(figures, new LabelCap(1));
  const seconds = [
    linkSecond({ sentBytes: 10, receivedBytes: 20, errors: 1 }),
    linkSecond({ sentBytes: 1, hasCarrier: false, spanMs: 1_500, drops: 3 }),
    linkSecond({ interface: "eth1", sentBytes: 7 }),
    linkSecond({ interface: "eth2", sentBytes: 7 }),
  ];
  for (const second of seconds) tally.add(second);
  const readings = figures.readings();
  const bytes = numbersOf(readings, "linkBytes", "interface", "direction");
  deepStrictEqual(bytes, {
    "eth0 up": 11,
    "eth0 down": 20,
    "other up": 14,
    "other down": 0,
  });
  deepStrictEqual(numbersOf(readings, "linkUp", "interface"), {
    eth0: 0,
    other: 1,
  });
  deepStrictEqual(numbersOf(readings, "linkDown", "interface"), {
    eth0: 1.5,
    other: 0,
  });
  deepStrictEqual(numbersOf(readings, "wifiSignal", "interface"), {});
});

Deno.test("LinkTally does not show how an interface was that is gone", () => {
  const figures = new Figures();
  const tally = new LinkTally(figures, new LabelCap(9));
  const wifi = {
    signalDbm: -60,
    noiseDbm: null,
    sendBps: null,
    receiveBps: null,
    ssid: "home",
    bssid: "",
    frequencyMhz: null,
  };
  tally.add(linkSecond({ atMs: 0, interface: "wlan0", sentBytes: 5, wifi }));
  tally.add(linkSecond({ atMs: 61_000 }));
  const shown = () => ({
    up: numbersOf(figures.readings(), "linkUp", "interface"),
    signal: numbersOf(figures.readings(), "wifiSignal", "interface"),
  });
  tally.prune(60_000);
  deepStrictEqual(shown(), {
    up: { wlan0: 1, eth0: 1 },
    signal: { wlan0: -60 },
  });
  tally.prune(61_000);
  deepStrictEqual(shown(), { up: { eth0: 1 }, signal: {} });
  const sent = numbersOf(figures.readings(), "linkBytes", "interface");
  deepStrictEqual(Object.keys(sent), ["wlan0", "eth0"], "counters stay");
});

Deno.test("CallWindow looks at the last minute only", () => {
  const window = new CallWindow();
  ok(Number.isNaN(window.mos(0)));
  for (let s = 0; s < 60; s++) window.add(1_000 * s, s % 3 === 0 ? -1 : 20_000);
  const poor = window.mos(60_000);
  for (let s = 60; s < 120; s++) window.add(1_000 * s, 20_000);
  const good = window.mos(120_000);
  ok(poor < 2 && good > 4.3, `${poor}, then ${good}`);
  ok(Number.isNaN(window.mos(181_000)));
});

Deno.test("CallWindow forgets what was measured before the clock was set back", () => {
  const window = new CallWindow();
  window.add(9_000_000, -1);
  window.mos(9_000_000);
  window.add(1_000, 20_000);
  ok(window.mos(2_000) > 4.3);
});
