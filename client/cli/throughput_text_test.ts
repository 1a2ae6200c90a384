import { strictEqual } from "node:assert/strict";
import { directionText, secondText, trainText } from "./throughput_text.ts";

Deno.test("secondText() aligns rates of any size", () => {
  const second = { direction: "down", second: 7, bps: 94_130_000 } as const;
  strictEqual(secondText(second), "  download   7 s   94.1 Mbit/s\n");
  strictEqual(
    secondText({ ...second, direction: "up", second: 12, bps: 850_400 }),
    "  upload    12 s    850 kbit/s\n",
  );
});

Deno.test("directionText() says when a limit of the server's was in the way", () => {
  const result = {
    method: "tcp",
    direction: "up",
    bps: 9.5e6,
    overallBps: 9e6,
    peakBps: 9.6e6,
    durationMs: 4_012,
    bytes: 4.7e6,
    flows: 4,
    retransmittedBytes: 81_000,
    isCutShort: true,
    bpsPer100Ms: [],
  } as const;
  strictEqual(
    directionText(result),
    "upload 9.5 Mbit/s, best second 9.6 Mbit/s (4.7 MB in 4.0 s, 4 connections, 81 KB sent again; a limit of the server ended it early)\n",
  );
});

Deno.test("directionText() says of a search what lasts, and what was lost", () => {
  const result = {
    method: "search",
    direction: "down",
    bps: 94.13e6,
    sustainedBps: 93.6e6,
    durationMs: 10_004,
    bytes: 105.3e6,
    receivedPackets: 85_000,
    lostPackets: 420,
    isCutShort: false,
    bpsPer100Ms: [],
  } as const;
  strictEqual(
    directionText(result),
    "download 94.1 Mbit/s in the best second, 93.6 Mbit/s sustained (105 MB in 10.0 s, 0.49 % lost)\n",
  );
});

Deno.test("directionText() says of trains how they agree, and when the line may be faster", () => {
  const result = {
    method: "train",
    direction: "up",
    bps: 19.9e6,
    lowBps: 19.7e6,
    highBps: 20.1e6,
    trains: 5,
    confidence: "high",
    isSenderLimited: false,
    durationMs: 400,
    bytes: 0.4973e6,
    receivedPackets: 405,
    lostPackets: 0,
    isCutShort: false,
  } as const;
  strictEqual(
    directionText(result),
    "upload 19.9 Mbit/s, 19.7 Mbit/s to 20.1 Mbit/s in 5 trains (0.5 MB in 0.4 s, nothing lost, confidence high)\n",
  );
  const fast = { ...result, isSenderLimited: true, trains: 1 };
  strictEqual(
    directionText(fast).split(" (")[0],
    "upload at least 19.9 Mbit/s, 19.7 Mbit/s to 20.1 Mbit/s in 1 train",
  );
});

Deno.test("trainText() numbers the trains", () => {
  const train = { direction: "down", second: 3, bps: 94.13e6 } as const;
  strictEqual(trainText(train), "  download train  3   94.1 Mbit/s\n");
});
