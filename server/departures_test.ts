import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  ECHO_REPLY_AT,
  EchoLedger,
  type MonoNs,
  numberAt,
  TX_DELTA_UNKNOWN,
} from "@bufferbane/protocol";
import { Departures } from "./departures.ts";
import { Turnaround } from "./turnaround.ts";

/** The first follow-up of the next reply. */
function told(ledger: EchoLedger): [seq: number, txDeltaNs: number] {
  const reply = new Uint8Array(164);
  ledger.answer(new Uint8Array(164), reply, {
    flags: 0,
    errorEstimate: 0,
    t2: 0n as MonoNs,
    t3: 0n as MonoNs,
    dropKernel: 0,
    pathToken: new Uint8Array(8),
    rxTtl: 0,
    rxTos: 0,
    seenPort: 0,
  });
  const at = ECHO_REPLY_AT.followUps;
  return [numberAt(reply, at), numberAt(reply, at + 4)];
}

function ending(...tag: number[]): Uint8Array {
  const bytes = new Uint8Array(164);
  bytes.set(tag, bytes.length - tag.length);
  return bytes;
}

Deno.test("Departures.left() tells a reply by its last bytes, behind any headers", () => {
  const cases: readonly [
    sentAt: bigint,
    tag: number[],
    told: [number, number],
    why: string,
  ][] = [
    [1500n, [1, 2, 3, 4], [9, 500], "its own stamp"],
    [1500n, [1, 2, 3, 5], [0, TX_DELTA_UNKNOWN], "of another datagram"],
    [999n, [1, 2, 3, 4], [0, TX_DELTA_UNKNOWN], "before t3: a stepped clock"],
    [5_000_000_000n, [1, 2, 3, 4], [0, TX_DELTA_UNKNOWN], "5 s after t3"],
  ];
  for (const [sentAt, tag, expected, why] of cases) {
    const departures = new Departures(new Turnaround());
    const ledger = new EchoLedger();
    departures.expect(ending(1, 2, 3, 4), {
      ledger,
      seq: 9,
      t2: 900n as MonoNs,
      t3: 1000n as MonoNs,
    });
    const frame = new Uint8Array(42 + 164);
    frame.set(ending(...tag), 42);
    departures.left(frame, sentAt as MonoNs);
    deepStrictEqual(told(ledger), expected, why);
  }
});

Deno.test("Departures.expect() gives up the oldest of more than 16,384", () => {
  const turnaround = new Turnaround();
  const departures = new Departures(turnaround);
  const ledger = new EchoLedger();
  const tagOf = (i: number) => ending(0x80, i >> 16, i >> 8, i);
  for (let i = 0; i <= 16_384; i++) {
    departures.expect(tagOf(i), {
      ledger,
      seq: i,
      t2: -2n as MonoNs,
      t3: 0n as MonoNs,
    });
  }
  departures.left(tagOf(0), 5n as MonoNs);
  deepStrictEqual(told(ledger), [0, TX_DELTA_UNKNOWN]);
  departures.left(tagOf(1), 5n as MonoNs);
  deepStrictEqual(told(ledger), [1, 5]);
  strictEqual(turnaround.sumNs, 7, "from its arrival, and of it alone");
});
