/**
 * How many authenticated ECHOs a second one core of the server answers, what
 * two threads of it do, and irtt's server beside it, which encrypts nothing:
 *
 * ```sh
 * deno run -A tests/peers/echo_rate.ts [PPS...]
 * ```
 *
 * Requests of 164 bytes are sealed beforehand over 4,000 sessions, so that the
 * generator, on a core of its own, is not what is measured. Both pinned, over
 * the loopback interface.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { decodePacket } from "@bufferbane/protocol";
import { run } from "../lab/command.ts";
import { spawn } from "../lab/spawned.ts";
import { Crowd, type Member } from "../server/crowd.ts";
import { nowOf } from "../server/echo_client.ts";
import { freePort, newSecret, startServer } from "../server/running_server.ts";
import { pinTo } from "../support/pinned.ts";
import { quantile } from "../torture/figures.ts";
import { figure } from "./figure.ts";
import { processCost } from "./process_cost.ts";

const SESSIONS = 4000;
const SECRETS = 200;
const SECONDS = 4;
const ECHO_BYTES = 164;
/** One reply in so many is opened afterwards. */
const SAMPLE = 101;

const SERVER_CORE = "0";
const GENERATOR_CORE = 1;

/** What the project wants of one core. */
const LEAST_PPS = 80_000;
const TURNAROUND_PPS = 40_000;
const MOST_TURNAROUND_US = 1_000;
/** What two threads are tried with, since the generator has one of the cores. */
const SHARED_PPS = 40_000;
const THREADS = 2;
const IRTT_INTERVAL_US = 15;

/** What one rate came to. */
interface Answered {
  readonly offeredPps: number;
  readonly answeredPps: number;
  readonly lost: number;
  /** Of all threads, percent of a core. */
  readonly cpuPct: number;
  /** CPU of the server for each. */
  readonly usPerEcho: number;
  /** From the server's t2 to its t3, P99. */
  readonly turnaroundUs: number;
  readonly rssMb: number;
  /** CPU of each of the server's threads that did something, s. */
  readonly threadsS: readonly number[];
}

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

/** CPU that each thread of a process has had, s, by the thread's number. */
async function threadCpuS(pid: number): Promise<ReadonlyMap<string, number>> {
  const threads = new Map<string, number>();
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    const text = await Deno.readTextFile(`/proc/${pid}/task/${name}/schedstat`);
    threads.set(name, Number(text.split(" ")[0]) / 1e9);
  }
  return threads;
}

async function measure(
  pps: number,
  { threads, cores }: { readonly threads: number; readonly cores: string },
): Promise<Answered> {
  const secrets = Array.from({ length: SECRETS }, newSecret);
  await using server = await startServer({
    prefix: ["taskset", "-c", cores],
    general: `workers = ${threads}`,
    rest: `[limits]\necho_pps = 1000\n` +
      secrets.map((secret, i) =>
        `[[clients]]\nname = "c${i}"\nsecret = "${secret}"\n`
      ).join(""),
  });
  const { pid } = server.process;
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
  const threadsBefore = await threadCpuS(pid);
  const before = await processCost(pid);
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
  const after = await processCost(pid);
  const threadsAfter = await threadCpuS(pid);
  const dwellUs = samples.flatMap(({ reply, member }) => {
    if (member.session?.open(reply, nowOf(libc)) !== undefined) return [];
    const packet = decodePacket(reply);
    return packet.kind === "echoReply"
      ? [Number(packet.t3 - packet.t2) / 1000]
      : [];
  });
  const cpuS = after.cpuS - before.cpuS;
  return {
    offeredPps: count / tookS,
    answeredPps: crowd.received / tookS,
    lost: count - crowd.received,
    cpuPct: 100 * cpuS / tookS,
    usPerEcho: 1e6 * cpuS / crowd.received,
    turnaroundUs: quantile(dwellUs, 0.99),
    rssMb: after.rssBytes / 1e6,
    threadsS: [...threadsAfter]
      .map(([name, s]) => s - (threadsBefore.get(name) ?? 0))
      .filter((s) => s > 0.05 * tookS)
      .toSorted((a, b) => b - a),
  };
}

/** What irtt's server takes for each echo, us of CPU; no cipher, no keys. */
async function irttUsPerEcho(): Promise<number> {
  const address = `127.0.0.1:${freePort()}`;
  await using server = await spawn([
    ...["taskset", "-c", SERVER_CORE],
    ...["irtt", "server", "-b", address, "-i", "0"],
  ], { ready: /starting|listen/i });
  const text = await run([
    ...["irtt", "client", "-q", "-i", `${IRTT_INTERVAL_US}us`],
    ...["-d", `${SECONDS}s`, "-l", `${ECHO_BYTES}`, "--timer=busy"],
    ...["--wait=300ms", address],
  ]);
  const answered = Number(
    /server packets received: (\d+)/.exec(text)?.[1] ?? NaN,
  );
  return 1e6 * (await processCost(server.pid)).cpuS / answered;
}

function tell(found: Answered, pps: number, irttUs: number): void {
  const isTurnaround = pps === TURNAROUND_PPS;
  const isReached = isTurnaround
    ? found.turnaroundUs <= MOST_TURNAROUND_US && found.lost === 0
    : found.lost === 0;
  figure({
    what:
      `authenticated ECHOs of ${ECHO_BYTES} bytes on one core, ${pps}/s offered`,
    ...isTurnaround &&
      { asked: `turnaround P99 ${MOST_TURNAROUND_US / 1000} ms`, isReached },
    ...pps === LEAST_PPS &&
      { asked: "none lost; 120,000/s aimed at", isReached },
    reached: `${
      found.answeredPps.toFixed(0)
    }/s answered, ${found.lost} lost, turnaround P99 ${
      (found.turnaroundUs / 1000).toFixed(2)
    } ms, ${found.cpuPct.toFixed(0)} % of the core, ${
      found.rssMb.toFixed(0)
    } MB`,
    peer: `\`irtt\`'s server, which encrypts nothing: ${
      irttUs.toFixed(1)
    } us of CPU an echo, ours ${found.usPerEcho.toFixed(1)}: ${
      (found.usPerEcho / irttUs).toFixed(2)
    } of it`,
  });
}

if (import.meta.main) {
  await pinTo(GENERATOR_CORE, import.meta.filename ?? "");
  const asked = Deno.args.map(Number).filter(Number.isFinite);
  const irttUs = await irttUsPerEcho();
  const rates = asked.length > 0 ? asked : [TURNAROUND_PPS, LEAST_PPS, 120_000];
  for (const pps of rates) {
    const one = await measure(pps, { threads: 1, cores: SERVER_CORE });
    tell(one, pps, irttUs);
  }
  const two = await measure(SHARED_PPS, {
    threads: THREADS,
    cores: `${SERVER_CORE},${GENERATOR_CORE}`,
  });
  const cpuS = two.threadsS.reduce((sum, s) => sum + s, 0);
  const shares = two.threadsS.map((s) => `${(100 * s / cpuS).toFixed(0)} %`);
  figure({
    what:
      `the same over ${THREADS} threads, ${SHARED_PPS}/s offered, the generator on one of their two cores`,
    reached: `${two.answeredPps.toFixed(0)}/s answered, ${two.lost} lost; ${
      shares.join(" and ")
    } of the work, ${two.usPerEcho.toFixed(1)} us of CPU an echo`,
  });
}
