import { deepStrictEqual } from "node:assert/strict";
import { roundTrip } from "./round_trip.ts";

Deno.test("roundTrip() trusts the kernel's stamps only where they fit", () => {
  const WALL = 1_700_000_000_000_000_000n;
  const departure = {
    monoNs: 1_000n,
    clockOffsetNs: WALL,
    scheduledNs: WALL + 1_500n,
    leftNs: WALL + 1_700n,
  };
  const arrival = {
    monoNs: 20_000n,
    clockOffsetNs: WALL + 50n,
    stampNs: WALL + 11_500n,
  };
  const kernel = { rttNs: 10_000, localQueueNs: 200, stamps: "kernel" };
  const user = { rttNs: 19_000, localQueueNs: 0, stamps: "user" };
  const stepNs = 2_000_000n;
  const cases: readonly [
    sent: Partial<typeof departure>,
    got: Partial<typeof arrival>,
    expected: typeof kernel,
    why: string,
  ][] = [
    [{}, {}, kernel, "all stamps, clocks agree but for a reading error"],
    [{ leftNs: 0n }, {}, { ...kernel, localQueueNs: 0 }, "queue not known"],
    [{ scheduledNs: 0n }, {}, user, "not stamped when sent"],
    [{}, { stampNs: 0n }, user, "not stamped on arrival"],
    [{}, { stampNs: WALL + 1_500n }, user, "a time of nothing"],
    [{}, { clockOffsetNs: WALL + stepNs }, user, "wall clock set forward"],
    [{}, { clockOffsetNs: WALL - stepNs }, user, "wall clock set back"],
  ];
  for (const [sent, got, expected, why] of cases) {
    deepStrictEqual(
      roundTrip({ ...departure, ...sent }, { ...arrival, ...got }),
      expected,
      why,
    );
  }
});
