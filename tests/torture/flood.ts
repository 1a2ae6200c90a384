/**
 * T9: a flood from 51,200 networks, while a client measures and others begin:
 * `deno run -A tests/torture/flood.ts [--quick]`. Over the loopback interface,
 * whose 127.0.0.0/8 needs no forging; the flood runs on a core of its own.
 *
 * @module
 */

import { type DatagramBatch, type Libc, openLibc } from "@bufferbane/ffi";
import { deriveSecretKeys, MAGIC, TYPE, VERSION } from "@bufferbane/protocol";
import { type ProcessCost, processCost } from "../peers/process_cost.ts";
import { dialerFor, EchoClient, nowOf } from "../server/echo_client.ts";
import { newSecret, startServer } from "../server/running_server.ts";
import { UdpClient } from "../server/udp_client.ts";
import { pinTo } from "../support/pinned.ts";
import { figure, isQuick, quantile } from "./figures.ts";

const SERVER_CORE = "0";
const FLOOD_CORE = 1;
const BATCH = 64;
const DATAGRAM_BYTES = 176;
const ECHO_INTERVAL_MS = 50;
const MAX_RSS_GROWTH_MB = 16;
const MAX_KNOCK_S = 10;

/** One kind of flood, and what it may cost. */
interface Flood {
  readonly name: string;
  readonly pps: number;
  /** Of a core, in percent. */
  readonly maxCpuPct: number;
  readonly maxLossPct: number;
  /** Makes a datagram look as it is to look. */
  readonly dress: (datagram: Uint8Array, keyId: Uint8Array) => void;
}

function header(datagram: Uint8Array): void {
  const view = new DataView(datagram.buffer, datagram.byteOffset);
  view.setUint32(0, MAGIC);
  view.setUint8(4, VERSION);
  view.setUint8(5, TYPE.knock);
  view.setUint16(6, datagram.length - 24);
}

const FLOODS: readonly Flood[] = [
  {
    name: "no magic",
    pps: 100_000,
    maxCpuPct: 2,
    maxLossPct: 0.1,
    dress: () => {},
  },
  {
    name: "magic, wrong key id",
    pps: 100_000,
    maxCpuPct: 2,
    maxLossPct: 0.1,
    dress: header,
  },
  {
    name: "valid key id, bad tag",
    pps: 20_000,
    maxCpuPct: 50,
    maxLossPct: 1,
    dress(datagram, keyId) {
      header(datagram);
      datagram.set(keyId, 8);
    },
  },
];

/** As clients do, 0.8 of a session's 300 s. */
const RENEW_S = 240;
/** An ACK may be one too many. */
const RETRY_S = 1;
/** Over loopback every reply has come by then. */
const REPLY_MS = 50;

/** Sends a flood in step with the clock. */
class Flooder implements Disposable {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #batch: DatagramBatch;
  readonly #pps: number;
  readonly #startNs: bigint;
  /** Datagrams sent so far. */
  sent = 0;

  constructor(
    libc: Libc,
    { flood, keyId, port }: {
      readonly flood: Flood;
      readonly keyId: Uint8Array;
      readonly port: number;
    },
  ) {
    this.#libc = libc;
    this.#pps = flood.pps;
    this.#fd = libc.socket("inet", "datagram", 0);
    this.#batch = libc.createBatch(BATCH, DATAGRAM_BYTES);
    const peer = libc.encodeAddress("127.0.0.1", port) ?? new Uint8Array();
    for (let slot = 0; slot < BATCH; slot++) {
      const datagram = this.#batch.payload[slot];
      if (datagram === undefined) continue;
      crypto.getRandomValues(datagram);
      flood.dress(datagram, keyId);
      this.#batch.address[slot]?.set(peer);
      this.#batch.length[slot] = DATAGRAM_BYTES;
      this.#batch.localBytes[slot] = 4;
    }
    this.#startNs = libc.clock("monotonic");
  }

  /** Sends what is due. */
  step(): void {
    const elapsedS = Number(this.#libc.clock("monotonic") - this.#startNs) /
      1e9;
    while (this.sent + BATCH <= elapsedS * this.#pps) {
      for (let slot = 0; slot < BATCH; slot++) {
        const source = this.sent + slot;
        // A network each, so that limits by network do not help the server.
        const network = 1 + ((source >> 8) % 200);
        this.#batch.local[slot]?.set([127, network, source & 255, 9]);
        this.#batch.payload[slot]?.set([source, source >> 8, source >> 16], 12);
      }
      const range = { from: 0, to: BATCH };
      this.#libc.send(this.#fd, this.#batch, range);
      this.sent += BATCH;
    }
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
  }
}

/** A client that begins again and again, from a network that nobody knows. */
class Newcomer {
  readonly tookS: number[] = [];
  #began = 0;
  #dialer: ReturnType<typeof dialerFor> | undefined;
  #udp: UdpClient | undefined;
  readonly #libc: Libc;
  readonly #secret: string;
  readonly #port: number;

  constructor(libc: Libc, secret: string, port: number) {
    this.#libc = libc;
    this.#secret = secret;
    this.#port = port;
  }

  step(): void {
    const now = nowOf(this.#libc);
    if (this.#dialer === undefined) {
      const network = this.tookS.length;
      this.#udp = new UdpClient(this.#libc, {
        server: "127.0.0.1",
        port: this.#port,
        from: { address: `127.201.${network & 255}.1`, port: 0 },
      });
      this.#dialer = dialerFor(this.#secret, now.mono);
      this.#began = Number(now.mono) / 1e9;
    }
    const dialer = this.#dialer;
    if (now.mono >= dialer.dueAt) this.#udp?.send(dialer.knock(now));
    for (const datagram of this.#udp?.receive(0) ?? []) {
      if ("kind" in dialer.receive(datagram, now)) continue;
      this.tookS.push(Number(now.mono) / 1e9 - this.#began);
      this.#udp?.[Symbol.dispose]();
      this.#dialer = undefined;
      return;
    }
  }
}

async function run(flood: Flood, seconds: number): Promise<void> {
  await using server = await startServer({
    general: "workers = 1",
    prefix: ["taskset", "-c", SERVER_CORE],
    rest: `[limits]\necho_pps = 100\n[[clients]]\nname = "a"\nsecret = "${
      newSecretOf("a")
    }"\n[[clients]]\nname = "b"\nsecret = "${newSecretOf("b")}"\n`,
  });
  const { port } = server;
  using libc = openLibc();
  const secret = newSecretOf("a");
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  if (!client.knock() || !client.echo()) throw new Error("Cannot begin");
  const newcomer = new Newcomer(libc, newSecretOf("b"), port);
  const { keyId } = deriveSecretKeys(Uint8Array.fromHex(secret));
  using flooder = new Flooder(libc, { flood, keyId, port });
  const settleS = 12; // code is compiled, pages given back and taken again
  const startMs = performance.now();
  const elapsedS = () => (performance.now() - startMs) / 1000;
  let before: ProcessCost | undefined;
  let beganS = 0;
  let echoes = 0;
  let replies = 0;
  let nextEchoMs = startMs;
  let renewS = RENEW_S;
  while (elapsedS() < settleS + seconds) {
    flooder.step();
    newcomer.step();
    replies += client.replies(0).length;
    if (performance.now() >= nextEchoMs) {
      client.udp.send(client.echoRequest());
      echoes += 1;
      nextEchoMs += ECHO_INTERVAL_MS;
    }
    if (elapsedS() > renewS) {
      // What came for the session so far is not of the next one.
      replies += client.replies(REPLY_MS).length;
      renewS += client.knock() ? RENEW_S : RETRY_S;
    }
    if (before === undefined && elapsedS() > settleS) {
      before = await processCost(server.process.pid);
      beganS = elapsedS();
    }
  }
  const after = await processCost(server.process.pid);
  const tookS = elapsedS() - beganS;
  replies += client.replies(500).length;
  const { drops } = await server.status();
  const cpuPct = 100 * (after.cpuS - (before?.cpuS ?? 0)) / tookS;
  const growthMb = (after.rssBytes - (before?.rssBytes ?? 0)) / 1e6;
  const lossPct = 100 * (1 - replies / echoes);
  const p95S = quantile(newcomer.tookS, 0.95);
  const rate = Math.round(flooder.sent / elapsedS());
  const name = `${flood.name}, ${rate}/s: `;
  figure(`${name}CPU`, `${cpuPct.toFixed(1)} %`, cpuPct <= flood.maxCpuPct);
  figure(
    `${name}RSS`,
    `${growthMb.toFixed(1)} MB more`,
    growthMb <= MAX_RSS_GROWTH_MB,
  );
  figure(
    `${name}echoes lost`,
    `${lossPct.toFixed(2)} % of ${echoes}, drops ${JSON.stringify(drops)}`,
    lossPct <= flood.maxLossPct,
  );
  figure(
    `${name}new sessions`,
    `${newcomer.tookS.length}, p95 ${p95S.toFixed(2)} s`,
    p95S <= MAX_KNOCK_S,
  );
}

const SECRETS = new Map<string, string>();

function newSecretOf(name: string): string {
  const secret = SECRETS.get(name) ?? newSecret();
  SECRETS.set(name, secret);
  return secret;
}

await pinTo(FLOOD_CORE, import.meta.filename ?? "");
for (const flood of FLOODS) await run(flood, isQuick() ? 12 : 300);
