import { deepStrictEqual } from "node:assert/strict";
import type { Measurement, Series, WallNs } from "../model/mod.ts";
import { NamesOnlyWatch } from "./names_only_watch.ts";

/** A measurement over wlan0, with an answer or without. */
function sample(
  second: number,
  isAnswered: boolean,
  of: Partial<Series> = {},
): Measurement {
  return {
    series: {
      probe: "icmp",
      interface: "wlan0",
      connectionType: "wifi",
      target: "1.1.1.1",
      role: "public",
      family: 4,
      variant: "",
      server: "",
      ...of,
    },
    sentAt: BigInt(second) * 1_000_000_000n as WallNs,
    outcome: isAnswered
      ? {
        kind: "ok",
        rttNs: 1e6,
        localQueueNs: 0,
        stamps: "kernel",
        duplicates: 0,
        detail: "",
      }
      : { kind: "timeout", detail: "" },
  };
}

const name = (second: number, of: Partial<Series> = {}) =>
  sample(second, true, {
    probe: "dns",
    role: "resolver",
    variant: "random",
    ...of,
  });

/** A ping a second that nobody answers. */
const silence = (from: number, seconds: number, of: Partial<Series> = {}) =>
  Array.from({ length: seconds }, (_, i) => sample(from + i, false, of));

function toldOf(measurements: readonly Measurement[]): readonly unknown[] {
  const watch = new NamesOnlyWatch();
  return measurements.flatMap((one) => {
    const event = watch.sample(one);
    return event === null
      ? []
      : [[event.atMs, event.durationMs, event.description]];
  });
}

Deno.test("NamesOnlyWatch tells once that only names get through, and when more does", () => {
  const told = toldOf([
    sample(1, true),
    ...silence(2, 30),
    name(32),
    name(33, { target: "2606:4700:4700::1111", family: 6 }),
    ...silence(34, 30),
    name(64),
    sample(65, true, { probe: "tcp", role: "custom" }),
    sample(66, true),
  ]);
  deepStrictEqual(told, [
    [
      35_000,
      null,
      "Names are answered on wlan0, and nothing else beyond the router: a login page (captive portal) or a filter probably stands before the internet; open http://example.com in a browser",
    ],
    [35_000, 30_000, "More than names gets through on wlan0 again"],
  ]);
});

Deno.test("NamesOnlyWatch says nothing of an outage, in which a resolver at home still answers", () => {
  const ofNobody = [
    name(40, { target: "192.168.1.1" }),
    name(40, { target: "fd00::1", family: 6 }),
    name(40, { target: "fe80::1%wlan0", family: 6 }),
    // Its router may have kept that.
    name(40, { variant: "cached" }),
    sample(40, false, { probe: "dns", role: "resolver", variant: "random" }),
  ];
  const after = silence(41, 9);
  deepStrictEqual(toldOf([...silence(1, 39), ...ofNobody, ...after]), []);
});

Deno.test("NamesOnlyWatch says nothing of a line that comes back, and answers a name first", () => {
  const back = [...silence(1, 39), name(40), sample(40, false)];
  // What was under way is lost still.
  deepStrictEqual(toldOf([...back, ...silence(41, 2)]), []);
  deepStrictEqual(toldOf([...back, sample(41, true), ...silence(42, 9)]), []);
  deepStrictEqual(toldOf([...back, ...silence(41, 3)]).length, 1);
});

Deno.test("NamesOnlyWatch waits for twenty probes and ten seconds", () => {
  deepStrictEqual(
    toldOf([...silence(1, 19), name(25), sample(28, false)]),
    [],
    "19 probes",
  );
  const quick = [0, 1, 2].flatMap(() => silence(1, 9));
  const after = silence(14, 1);
  deepStrictEqual(toldOf([...quick, name(10), ...after]), [], "9 s");
  deepStrictEqual(toldOf([...quick, name(11), ...after]).length, 1);
  const atOnce = [...silence(1, 30), sample(31, true), name(90), ...after];
  deepStrictEqual(toldOf(atOnce), [], "after a sleep, nothing has been lost");
});

Deno.test("NamesOnlyWatch counts what is beyond the router, over each interface", () => {
  const near = [
    ...silence(1, 40, { role: "gateway" }),
    ...silence(1, 40, { role: "isp" }),
    ...silence(1, 40, { interface: "eth0" }),
  ];
  deepStrictEqual(toldOf([...near, name(41), sample(44, false)]), []);
  const answering = silence(1, 40).flatMap((one, i) => [
    one,
    sample(1 + i, true, { role: "gateway" }),
  ]);
  deepStrictEqual(
    toldOf([...answering, name(41), sample(44, false)]).length,
    1,
  );
});
