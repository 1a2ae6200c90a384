/**
 * One thread of the server, without the highest rate that its configuration
 * may have: `deno run -A tests/peers/udp_rate_server.ts ADDRESS PORT SECRET`.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  loadSodiumAead,
  type MonoNs,
} from "@bufferbane/protocol";
import { shareMemory } from "../../server/shared.ts";
import { TEST_POLICY } from "../../server/testing.ts";
import { ServerThread } from "../../server/thread.ts";

const TURN_MS = 200;

const [address = "", port = "", secret = ""] = Deno.args;
using libc = openLibc();
using thread = new ServerThread({
  listening: [{ family: 4, address }],
  port: Number(port),
  index: 0,
  threads: 1,
  keys: [{
    name: "test",
    secret: deriveSecretKeys(Uint8Array.fromHex(secret)),
    quotaSlot: 0,
  }],
  policy: TEST_POLICY,
  loadPolicy: {
    maxTestBytes: 1e12,
    maxDailyBytes: 1e15,
    maxRateKbps: 20e6,
  },
  boot: {
    id: 1n,
    at: libc.clock("monotonicRaw") as MonoNs, // the clock says which
  },
  networkKey: 1,
}, {
  libc,
  shared: shareMemory(1),
  aead: chooseAead([await loadSodiumAead()]),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
});
thread.open();
Deno.stdout.writeSync(new TextEncoder().encode("listening\n"));
for (;;) thread.serve(TURN_MS);
