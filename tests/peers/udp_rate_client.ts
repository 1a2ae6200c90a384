/**
 * One load over UDP at a fixed rate; prints what became of it:
 * `deno run -A tests/peers/udp_rate_client.ts ADDRESS PORT SECRET up|down
 * KBPS MS DATAGRAM_BYTES`.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  chooseAead,
  deriveSecretKeys,
  loadSodiumAead,
  NonceSource,
} from "@bufferbane/protocol";
import { withLoadMachine } from "../../client/cli/load_machine.ts";
import { LoadSession } from "../../client/probes/load_session.ts";
import { runUdpLoad } from "../../client/probes/udp_load.ts";

/** What it prints. */
export interface UdpRate {
  /** IP packets received, bit/s. */
  readonly bps: number;
  /** Of those sent, 0 to 1. */
  readonly lostShare: number;
  /** How long, ms. */
  readonly durationMs: number;
}

async function measure(args: readonly string[]): Promise<UdpRate> {
  const [address = "", port, secret = "", way, kbps, ms, bytes] = args;
  using libc = openLibc();
  const { signal } = new AbortController();
  const aead = chooseAead([await loadSodiumAead()]);
  return await withLoadMachine({ libc, signal }, async ({ context }) => {
    using session = new LoadSession(context, {
      aead,
      address,
      signal,
      secret: deriveSecretKeys(Uint8Array.fromHex(secret)),
      nonces: new NonceSource(),
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
      port: Number(port),
      device: "",
    });
    const { counts, received, sent } = await runUdpLoad(context, session, {
      direction: way === "up" ? "up" : "down",
      testId: 1,
      mode: BULK_MODE.fixed,
      datagramBytes: Number(bytes),
      maxBytes: 0,
      rateKbps: Number(kbps),
      durationMs: Number(ms),
      signal,
    });
    const last = counts.at(-1) ?? { atMs: 0, bytes: 0 };
    const sentPackets = sent?.sentPackets ?? received.highestSeq + 1;
    return {
      bps: 8e3 * last.bytes / last.atMs,
      lostShare: 1 - received.rxPackets / sentPackets,
      durationMs: last.atMs,
    };
  });
}

if (import.meta.main) {
  const rate = await measure(Deno.args);
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(rate)}\n`));
}
