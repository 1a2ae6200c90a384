import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  AT,
  decodePreface,
  encodePreface,
  FLOW,
  nativeAead,
  NonceSource,
  Opener,
  pnOf,
  PREFACE_BYTES,
  Sealer,
  type TcpPreface,
  typeOf,
  type WallNs,
} from "./mod.ts";

const PREFACE: TcpPreface = {
  kind: "tcpPreface",
  testId: 5,
  stream: 3,
  direction: FLOW.up,
  tcpToken: new Uint8Array(16).fill(7),
  durationMs: 10_000,
  maxBytes: 0n,
};

Deno.test("decodePreface() reads what encodePreface() wrote", () => {
  const cases: readonly [direction: number, type: number][] = [
    [FLOW.up, 0x20],
    [FLOW.down, 0x30],
    [FLOW.hold, 0x20],
  ];
  for (const [direction, type] of cases) {
    const preface = { ...PREFACE, direction };
    const message = new Uint8Array(PREFACE_BYTES);
    encodePreface(preface, message);
    strictEqual(message.length, 88);
    strictEqual(typeOf(message), type);
    deepStrictEqual(decodePreface(message), preface);
  }
});

Deno.test("decodePreface() refuses a body that is too short", () => {
  const message = new Uint8Array(PREFACE_BYTES);
  encodePreface(PREFACE, message);
  message[AT.bodyLength + 1] = 39;
  deepStrictEqual(decodePreface(message), {
    kind: "fault",
    reason: "bad_body",
  });
});

Deno.test("encodePreface() can be sealed, numbered by its stream", () => {
  const key = new Uint8Array(32).fill(1);
  const message = new Uint8Array(PREFACE_BYTES);
  encodePreface(PREFACE, message);
  new Sealer({
    aead: nativeAead,
    key,
    clientId: new Uint8Array(8),
    nonces: new NonceSource(),
    firstPn: PREFACE.stream,
  }).seal(message, 1n as WallNs);
  strictEqual(new Opener({ aead: nativeAead, key }).open(message), undefined);
  strictEqual(pnOf(message), 3);
  deepStrictEqual(decodePreface(message), PREFACE);
});
