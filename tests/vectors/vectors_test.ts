import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type Aead,
  DATA_SEALED_BYTES,
  decodePacket,
  decodePreface,
  inspect,
  isData,
  nativeAead,
  nobleAead,
  Opener,
  TYPE,
  typeOf,
} from "../../protocol/mod.ts";
import {
  GOLDEN_KEY,
  GOLDEN_PACKETS,
  GOLDEN_PREFACE,
  sealGolden,
} from "./golden.ts";
import handshakeFile from "./handshake.json" with { type: "json" };
import { shakeHands } from "./handshake.ts";
import packetsFile from "./packets.json" with { type: "json" };

const AEADS: readonly Aead[] = [nobleAead, nativeAead];
const GOLDENS = [...GOLDEN_PACKETS, GOLDEN_PREFACE];

function sha256(hex: string): string {
  return createHash("sha256").update(Uint8Array.fromHex(hex)).digest("hex");
}

Deno.test("GOLDEN_PACKETS has one of every kind", () => {
  deepStrictEqual(
    GOLDEN_PACKETS.map(({ kind }) => kind).sort(),
    Object.keys(TYPE).sort(),
  );
});

for (const aead of AEADS) {
  Deno.test(`sealGolden() makes the committed bytes with ${aead.name}`, () => {
    deepStrictEqual(
      GOLDENS.map((packet) => sealGolden(packet, { aead }).toHex()),
      packetsFile.packets.map(({ datagram }) => datagram),
    );
  });

  Deno.test(`decodePacket() reads the committed bytes with ${aead.name}`, () => {
    for (const [i, golden] of GOLDENS.entries()) {
      const datagram = Uint8Array.fromHex(
        packetsFile.packets[i]?.datagram ?? "",
      );
      const opener = new Opener({ aead, key: GOLDEN_KEY });
      strictEqual(opener.open(datagram), undefined, golden.kind);
      const decoded = golden.kind === "tcpPreface"
        ? decodePreface(datagram)
        : decodePacket(datagram);
      deepStrictEqual(decoded, golden);
    }
  });

  Deno.test(`shakeHands() makes the committed handshake with ${aead.name}`, () => {
    const vector = Object.entries(shakeHands(aead));
    deepStrictEqual(
      Object.fromEntries(vector.map(([name, bytes]) => [name, bytes.toHex()])),
      handshakeFile,
    );
  });
}

Deno.test("inspect() passes every golden, filler and all", () => {
  for (const { datagram } of packetsFile.packets.slice(0, -1)) {
    const sealed = Uint8Array.fromHex(datagram);
    const whole = isData(typeOf(sealed)) ? new Uint8Array(1200) : sealed;
    whole.set(sealed);
    ok(whole.length >= DATA_SEALED_BYTES);
    strictEqual(inspect(whole), undefined);
  }
});

// Computed beforehand with OpenSSL and, apart from it, a Python RFC 8439.
Deno.test("handshake.json has the hashes that were computed elsewhere", () => {
  const expected: readonly [found: string, expected: string][] = [
    [handshakeFile.keyId, "1b21125a"],
    [
      handshakeFile.knockKey,
      "e0edb936732c4500c1e4fa394e55a35c7b6e65821724f45e1db3227a2efa12dd",
    ],
    [
      sha256(handshakeFile.knock),
      "74930a457be46f9a162f6d654bf9fb03192d4a8588bf01a3f1bca917c2fc13ae",
    ],
    [
      sha256(handshakeFile.ack),
      "612acf281e5397f459c145e5624554027a1274fdb16da1255efc023d7c4ea406",
    ],
    [
      handshakeFile.clientToServer,
      "b94ef14ee7cd4f7620d45f629da964bd61440501998aa37d5a9fbe107b243de5",
    ],
    [
      handshakeFile.serverToClient,
      "ffe28cbbea839e901eda5ea28c3cc553976bf6e341a9432cb7f9cd809a6b18bb",
    ],
    [
      sha256(handshakeFile.echoRequest),
      "6ada4e7969d83232c0b32003bb4e338d39dd9cd189bc7dec50e66e7447462df8",
    ],
  ];
  for (const [found, hash] of expected) strictEqual(found, hash);
});

function canRun(program: string): boolean {
  try {
    return new Deno.Command(program, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const hasPython = canRun("python3");

Deno.test({
  name: `decode.py reads every golden as written${
    hasPython ? "" : " (skipped: needs python3)"
  }`,
  ignore: !hasPython,
  async fn() {
    const { code, stderr } = await new Deno.Command("python3", {
      args: [new URL("decode.py", import.meta.url).pathname],
      stdout: "null",
    }).output();
    strictEqual(code, 0, new TextDecoder().decode(stderr));
  },
});
