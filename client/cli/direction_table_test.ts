import { strictEqual } from "node:assert/strict";
import type { Directions } from "../analysis/mod.ts";
import { directionTable } from "./direction_table.ts";

const QUEUES = {
  lastQueueNs: 0,
  queueP50Ns: 0.5e6,
  queueP95Ns: 12.25e6,
  queueP99Ns: 140e6,
  meanDelayNs: 13e6,
  lost: 3,
};

const DIRECTIONS: Directions = {
  up: QUEUES,
  down: { ...QUEUES, queueP50Ns: 0, lost: 0, meanDelayNs: NaN },
  errorNs: 8e6,
  lostUnknown: 0,
};

Deno.test("directionTable() tells queues, losses and delays of each way", () => {
  strictEqual(
    directionTable([
      { label: "vienna over wlan0", directions: DIRECTIONS },
      {
        label: "a server with quite a long name",
        directions: { ...DIRECTIONS, lostUnknown: 2 },
      },
    ]),
    `
Queueing by direction, ms                 P50    P95    P99   lost  one-way delay
vienna over wlan0                up     0.500   12.3    140      3  13.0 +-8.00 at most
                                 down   0.000   12.3    140      0  unknown
a server with quite a long name  up     0.500   12.3    140      3  13.0 +-8.00 at most
                                 down   0.000   12.3    140      0  unknown
                                 2 lost in an unknown direction
`,
  );
});

Deno.test("directionTable() of no server is nothing", () => {
  strictEqual(directionTable([]), "");
});
