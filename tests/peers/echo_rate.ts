/**
 * How many authenticated ECHOs a second one core of the server answers:
 * `deno run -A tests/peers/echo_rate.ts [--scrape] [PPS...]`. Requests of 164
 * bytes are sealed beforehand over 4,000 sessions, so that the generator, on a
 * core of its own, is not what is measured. Both pinned, over the loopback
 * interface. With `--scrape`, each rate a second time while the metrics are
 * fetched ten times a second.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { decodePacket } from "@bufferbane/protocol";
import { Crowd, type Member } from "../server/crowd.ts";
import { nowOf } from "../server/echo_client.ts";
import { spawn } from "../lab/spawned.ts";
import { freePort, newSecret, startServer } from "../server/running_server.ts";
import { pinTo } from "../support/pinned.ts";
import { processCost } from "./process_cost.ts";

const SESSIONS = 4000;
const SECRETS = 200;
const SECONDS = 4;
const ECHO_BYTES = 164;
/** One reply in so many is opened afterwards. */
const SAMPLE = 101;

const SERVER_CORE = "0";
const GENERATOR_CORE = 1;

/** Requests of all members in turn, one behind the other. */
function sealRequests(crowd: Crowd, count: number): Uint8Array {
  const requests = new Uint8Array(count * ECHO_BYTES);
  for (let i = 0; i < count; i++) {
    const member = crowd.members[i % SESSIONS];
    if (member?.session === undefined) throw new Error("Cannot: no session");
    requests.set(crowd.echoRequest(member, member.session), i * ECHO_BYTES);
  }
  return requests;
}

/** Fetches the metrics ten times a second, on the generator's core. */
async function scrapeOften(port: number): Promise<AsyncDisposable> {
  const url = `http://127.0.0.1:${port}/metrics`;
  return await spawn([
    ...["taskset", "-c", String(GENERATOR_CORE), "sh", "-c"],
    `while curl -sfo /dev/null ${url}; do sleep 0.1; done`,
  ]);
}

async function measure(pps: number, isScraped: boolean): Promise<void> {
  const metricsPort = freePort();
  const secrets = Array.from({ length: SECRETS }, newSecret);
  await using server = await startServer({
    prefix: ["taskset", "-c", SERVER_CORE],
    rest: `[metrics]\nenabled = ${isScraped}\nport = ${metricsPort}\n` +
      `[limits]\necho_pps = 1000\n` +
      secrets.map((secret, i) =>
        `[[clients]]\nname = "c${i}"\nsecret = "${secret}"\n`
      ).join(""),
  });
  using libc = openLibc();
  using crowd = new Crowd(libc, {
    port: server.port,
    secrets,
    members: SESSIONS,
  });
  for (let round = 0; round < 10 && crowd.admitted < SESSIONS; round++) {
    crowd.open(100);
  }
  if (crowd.admitted < SESSIONS) {
    throw new Error(`Cannot begin: ${crowd.admitted} sessions of ${SESSIONS}`);
  }
  const count = pps * SECONDS;
  const requests = sealRequests(crowd, count);
  const samples: { reply: Uint8Array; member: Member }[] = [];
  crowd.received = 0;
  crowd.onReply = (reply, member) => {
    // Not of the first second, in which the server compiles its loops.
    if (crowd.received > pps && crowd.received % SAMPLE === 0) {
      samples.push({ reply: reply.slice(), member });
    }
  };
  await using _scraper = isScraped ? await scrapeOften(metricsPort) : undefined;
  const before = await processCost(server.process.pid);
  const startNs = libc.clock("monotonic");
  const elapsedS = () => Number(libc.clock("monotonic") - startNs) / 1e9;
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.floor(elapsedS() * pps));
    for (; sent < due; sent++) {
      const member = crowd.members[sent % SESSIONS];
      const at = sent * ECHO_BYTES;
      if (member === undefined) break;
      crowd.enqueue(member, requests.subarray(at, at + ECHO_BYTES));
    }
    crowd.flush();
    crowd.drain();
  }
  const tookS = elapsedS();
  crowd.wait(300);
  const after = await processCost(server.process.pid);
  const dwellUs = samples.flatMap(({ reply, member }) => {
    if (member.session?.open(reply, nowOf(libc)) !== undefined) return [];
    const packet = decodePacket(reply);
    return packet.kind === "echoReply"
      ? [Number(packet.t3 - packet.t2) / 1000]
      : [];
  }).sort((a, b) => a - b);
  const at = (share: number) =>
    (dwellUs[Math.floor(share * dwellUs.length)] ?? NaN).toFixed(0);
  const { drops } = await server.status();
  const cpuS = after.cpuS - before.cpuS;
  Deno.stdout.writeSync(new TextEncoder().encode(
    `${isScraped ? "scraped: " : ""}offered ${
      (count / tookS).toFixed(0)
    }/s, answered ` +
      `${(crowd.received / tookS).toFixed(0)}/s, ` +
      `lost ${count - crowd.received} (${
        (100 * (1 - crowd.received / count)).toFixed(3)
      } %), server CPU ${(100 * cpuS / tookS).toFixed(0)} % = ${
        (1e6 * cpuS / crowd.received).toFixed(1)
      } us an echo, t3 - t2 p50/p99/max ${at(0.5)}/${at(0.99)}/${
        at(0.999999)
      } us, RSS ${(after.rssBytes / 1e6).toFixed(0)} MB, drops ${
        JSON.stringify(drops)
      }\n`,
  ));
}

if (import.meta.main) {
  await pinTo(GENERATOR_CORE, import.meta.filename ?? "");
  const rates = Deno.args.map(Number).filter(Number.isFinite);
  const isScraped = Deno.args.includes("--scrape");
  for (const pps of rates.length > 0 ? rates : [50_000, 80_000]) {
    await measure(pps, false);
    if (isScraped) await measure(pps, true);
  }
}
