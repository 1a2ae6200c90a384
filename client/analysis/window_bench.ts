import type { WallNs } from "../model/mod.ts";
import { measurementOf } from "./testing.ts";
import { RollingWindow } from "./window.ts";

const MEASUREMENTS = Array.from(
  { length: 10_000 },
  (_, i) => measurementOf(i * 100, i % 50 === 0 ? "timeout" : 12e6 + i),
);
const full = new RollingWindow({ probe: "icmp" });
for (const measurement of MEASUREMENTS) full.add(measurement);

Deno.bench("RollingWindow.add(), 10,000 samples", () => {
  const window = new RollingWindow({ probe: "icmp" });
  for (const measurement of MEASUREMENTS) window.add(measurement);
});

Deno.bench("RollingWindow.summary() of 60 s at 10 a second", () => {
  full.summary(999_900_000_000n as WallNs);
});
