import { deepStrictEqual } from "node:assert/strict";
import { packTcpFigures, unpackTcpFigures } from "./mod.ts";

Deno.test("unpackTcpFigures() reads what packTcpFigures() wrote, in whole numbers", () => {
  const figures = {
    direction: 2,
    busyMs: 7_999.6,
    receiverLimitedMs: 1,
    senderLimitedMs: 2,
    retransmits: 3,
    retransmittedBytes: 2 ** 40,
    rttUs: 20_160,
    busyCpuPct: 97,
  };
  deepStrictEqual(unpackTcpFigures(packTcpFigures(figures)), {
    ...figures,
    busyMs: 8_000,
  });
});

Deno.test("packTcpFigures() keeps within 32 bits what would not fit", () => {
  const figures = {
    direction: 1,
    busyMs: 2 ** 33,
    receiverLimitedMs: 0,
    senderLimitedMs: 0,
    retransmits: 0,
    retransmittedBytes: 0,
    rttUs: 0,
    busyCpuPct: 0,
  };
  deepStrictEqual(packTcpFigures(figures).rxPackets, 0xffff_ffff);
});
