import { deepStrictEqual } from "node:assert/strict";
import { BULK_STATE } from "./bulk_packets.ts";
import { ERROR_CODE } from "./control_packets.ts";
import { FEATURE } from "./knock_packets.ts";

Deno.test("ERROR_CODE has the numbers that docs/protocol.md gives them", () => {
  deepStrictEqual(ERROR_CODE, {
    rate: 1,
    quota: 2,
    busy: 3,
    badRequest: 4,
    unsupported: 5,
    pathNotValidated: 6,
    sessionEnding: 7,
    shuttingDown: 8,
    testAborted: 9,
  });
});

Deno.test("FEATURE has a bit for each thing that both ends agree on", () => {
  deepStrictEqual(FEATURE, {
    kernelStamps: 1,
    tcpBulk: 2,
    x25519: 4,
    seenAddress: 8,
    downgraded: 16,
  });
});

Deno.test("BULK_STATE has the numbers of a load test's reports", () => {
  deepStrictEqual(BULK_STATE, {
    accepted: 0,
    running: 1,
    final: 2,
    aborted: 3,
  });
});
