import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { seriesOf } from "../store/testing.ts";
import { Figures } from "./figures.ts";
import { Sensors } from "./sensors.ts";
import { seriesLabels } from "./series_tally.ts";

const PING = seriesLabels(seriesOf());
const DNS = seriesLabels(seriesOf({ probe: "dns" }));

Deno.test("Sensors tell loss and round trips since the readings before", () => {
  const figures = new Figures();
  const sensors = new Sensors();
  const values = () =>
    Object.fromEntries(
      sensors.next(figures.readings()).map(({ id, value }) => [id, value]),
    );
  const round = (rttMs: number | null) => {
    figures.number("sent", ...PING).value++;
    figures.number("sent", ...DNS).value++;
    if (rttMs === null) figures.number("lost", ...PING, "unknown").value++;
    else figures.histogram("rtt", ...PING).add(rttMs / 1_000);
  };
  for (const rttMs of [10, 20, null, 30]) round(rttMs);
  deepStrictEqual(values(), {
    "incidents_open": 0,
    "loss_eth0_icmp_4_8_8_8_8": 25,
    "round_trip_eth0_icmp_4_8_8_8_8": 20,
  });
  for (const rttMs of [40, 50]) round(rttMs);
  deepStrictEqual(values(), {
    "incidents_open": 0,
    "loss_eth0_icmp_4_8_8_8_8": 0,
    "round_trip_eth0_icmp_4_8_8_8_8": 45,
  });
  deepStrictEqual(values(), {
    "incidents_open": 0,
    "loss_eth0_icmp_4_8_8_8_8": null,
    "round_trip_eth0_icmp_4_8_8_8_8": null,
  });
});

Deno.test("Sensors have names and units for people", () => {
  const figures = new Figures();
  figures.number("incidentsOpen", "eth0", "outage", "critical", "isp").value =
    1;
  figures.number("sent", ...PING).value = 4;
  figures.number("jitter", ...PING).value = 0.001_234_56;
  figures.number("throughput", "eth0", "vps", "up").value = 1_250_000;
  figures.number("bloatGrade", "eth0", "vps", "A+").value = 6;
  const seen = new Sensors().next(figures.readings());
  deepStrictEqual(
    seen.map(({ name, value, unit }) => `${name}: ${value} ${unit}`),
    [
      "Incidents now: 1 ",
      "Loss to 8.8.8.8 over eth0: 0 %",
      "Round trip to 8.8.8.8 over eth0: null ms",
      "Jitter to 8.8.8.8 over eth0: 1.235 ms",
      "Upload over eth0 to vps: 10 Mbit/s",
      "Bufferbloat over eth0 to vps: A+ ",
    ],
  );
  for (const { id } of seen) strictEqual(/^\w+$/.test(id), true, id);
});
