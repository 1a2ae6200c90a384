import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { EchoFigures, Measurement } from "../model/mod.ts";
import { OneWayDelays } from "./clock_offset_live.ts";
import { measurementOf, SERIES } from "./testing.ts";

/** An ECHO 12 ms up, 4 ms down. */
function echoAt(s: number, more: Partial<EchoFigures> = {}): Measurement {
  const sentNs = BigInt(s) * 1_000_000_000n;
  const echo: EchoFigures = {
    exchange: {
      clocks: "same",
      sentNs,
      arrivedNs: sentNs + 12_000_000n,
      repliedNs: sentNs + 12_000_000n,
      returnedNs: sentNs + 16_000_000n,
    },
    delay: null,
    lostOn: null,
    ...more,
  };
  return { ...measurementOf(s * 1000, 16e6), echo };
}

Deno.test("OneWayDelays.derive() hands on what tells of no direction", () => {
  const delays = new OneWayDelays();
  for (const one of [measurementOf(0, 16e6), echoAt(0, { exchange: null })]) {
    const { measurement, news } = delays.derive(one);
    strictEqual(measurement, one);
    deepStrictEqual(news, []);
  }
});

Deno.test("OneWayDelays.derive() adds delays to a copy, from a series' third ECHO on", () => {
  const delays = new OneWayDelays();
  const other = { ...SERIES, target: "192.0.2.2" };
  const told = [0, 1, 2].map((s) => {
    delays.derive({ ...echoAt(s), series: other });
    return delays.derive(echoAt(s));
  });
  deepStrictEqual(
    told.map(({ measurement, news }) => [
      measurement.echo?.delay?.errorNs,
      news.map(({ kind }) => kind),
    ]),
    [[undefined, []], [undefined, []], [8_005_000, ["established"]]],
  );
  const third = delays.derive(echoAt(3)).measurement;
  deepStrictEqual(
    { ...third, echo: { ...third.echo, delay: null } },
    echoAt(3),
    "nothing else is changed",
  );
});
