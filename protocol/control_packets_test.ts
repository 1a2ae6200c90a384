import { deepStrictEqual } from "node:assert/strict";
import { ERROR_CODE } from "./control_packets.ts";

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
