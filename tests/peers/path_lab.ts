/**
 * Are ways found, their changes seen, and faulty hops named? Six real routers;
 * the monitor runs as it does anywhere, and its database says what it saw.
 *
 * ```sh
 * deno run -A tests/peers/path_lab.ts [--changes 6] [--faults 20] [--no-mtr]
 * ```
 *
 * Takes about six minutes, mostly waiting; needs root and mtr.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { pass, temporaryFolder } from "../cli/program.ts";
import { isThere, query } from "../cli/recorded.ts";
import { figure } from "./figure.ts";
import { delayLine, drop, type Lab, openLab, type Way } from "../lab/mod.ts";

const TARGET = "1.1.1.1";
const LIMIT_MS = 10_000;
/** A thorough trace takes 20 tries a second apart, once trouble is sure. */
const NAMED_MS = 60_000;
const SIDE_BY_SIDE = 4;
const MAIN = new URL("../../client/main.ts", import.meta.url).pathname;

/** A lab of six routers with a monitor. */
interface Watched extends AsyncDisposable {
  readonly lab: Lab;
  readonly db: string;
}

async function openWatched(intervalMs: number): Promise<Watched> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const lab = stack.use(
    await openLab({ routers: 6, serverAddresses: [TARGET], ipv6: false }),
  );
  const db = `${folder.path}/b.db`;
  const config = `${folder.path}/client.conf`;
  await Deno.writeTextFile(
    config,
    `[general]
database_path = "${db}"
test_interval_ms = ${intervalMs}
[targets]
isp_gateway = "none"
public_dns = ["${TARGET}"]
[tests.dns]
enabled = false
[tests.tcp]
enabled = false
`,
  );
  await lab.spawn(lab.client, [
    ...["env", `XDG_RUNTIME_DIR=${folder.path}`, Deno.execPath(), "run", "-A"],
    ...["--no-check", MAIN, "monitor", "--config", config, "--json"],
  ]);
  await soon(() => isThere(db) && tracesIn(db).length > 0, NAMED_MS);
  const opened = stack.move();
  return { lab, db, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function soon(isTrue: () => boolean, limitMs: number): Promise<boolean> {
  const untilMs = Date.now() + limitMs;
  while (Date.now() < untilMs) {
    if (isTrue()) return true;
    await pass(100);
  }
  return false;
}

function tracesIn(db: string) {
  return query(db, "SELECT at_ms, hops FROM path_traces ORDER BY at_ms");
}

function eventsIn(db: string, type: string) {
  return query(
    db,
    `SELECT timestamp_ms, description, metrics FROM events
      WHERE event_type = '${type}' ORDER BY timestamp_ms`,
  );
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** The way as mtr and as the monitor found it. */
async function compareWithMtr({ lab, db }: Watched): Promise<void> {
  const text = await lab.exec(lab.client, [
    ...["mtr", "--no-dns", "--report", "--report-cycles", "3", "--json"],
    TARGET,
  ]);
  const { report: { hubs } }: {
    readonly report: { readonly hubs: readonly { readonly host: string }[] };
  } = JSON.parse(text);
  const theirs = hubs.map(({ host }) => host).join(" ");
  const hops: readonly { readonly address: string | null }[] = JSON.parse(
    String(tracesIn(db)[0]?.["hops"]),
  );
  const ours = hops.map(({ address }) => address ?? "???").join(" ");
  figure({
    what: "a trace of six routers",
    asked: "the same way as `mtr`'s",
    reached: ours === theirs ? `the same ${hubs.length} hops` : ours,
    peer: `\`mtr\` ${ours === theirs ? "the same" : theirs}`,
    isReached: ours === theirs,
  });
}

/** A second cable from the third router to the fifth, past the fourth. */
async function addShortcut(
  lab: Lab,
): Promise<(isUsed: boolean) => Promise<void>> {
  const [third, fifth] = [lab.hops[2], lab.hops[4]];
  if (third === undefined || fifth === undefined) throw new Error("no hops");
  const ip = (namespace: string, ...args: readonly string[]) =>
    lab.exec(namespace, ["ip", ...args]);
  await ip(
    third.namespace,
    ...["link", "add", "cut0", "type", "veth", "peer", "name", "cut1"],
    ...["netns", fifth.namespace],
  );
  for (
    const [namespace, device, address] of [
      [third.namespace, "cut0", "100.65.0.1/24"],
      [fifth.namespace, "cut1", "100.65.0.2/24"],
    ] as const
  ) {
    await ip(namespace, "address", "add", address, "dev", device);
    await ip(namespace, "link", "set", device, "up");
  }
  return async (isUsed) => {
    await Promise.all([
      ip(
        third.namespace,
        ...["route", "replace", "0.0.0.0/0", "via"],
        isUsed ? "100.65.0.2" : "100.64.3.2",
      ),
      ip(
        fifth.namespace,
        ...["route", "replace", "10.98.0.0/16", "via"],
        isUsed ? "100.65.0.1" : "100.64.4.1",
      ),
    ]);
  };
}

async function changeRoutes(watched: Watched, count: number): Promise<void> {
  if (count === 0) return;
  const { lab, db } = watched;
  const use = await addShortcut(lab);
  let seen = 0;
  let worstMs = 0;
  for (let change = 0; change < count; change++) {
    // The monitor needs half a minute to know what is usual.
    await pass(35_000 + 1000 * Math.random());
    const before = eventsIn(db, "route_changed").length;
    const atMs = Date.now();
    await use(change % 2 === 0);
    const isSeen = await soon(
      () => eventsIn(db, "route_changed").length > before,
      2 * LIMIT_MS,
    );
    const event = eventsIn(db, "route_changed").at(-1);
    const afterMs = isSeen ? Number(event?.["timestamp_ms"]) - atMs : Infinity;
    worstMs = Math.max(worstMs, afterMs);
    if (afterMs <= LIMIT_MS) seen++;
  }
  figure({
    what: "a route changed by one hop, seen after its first affected probe",
    asked: `within ${LIMIT_MS / 1000} s`,
    reached: `${seen} of ${count}, at most ${(worstMs / 1000).toFixed(1)} s`,
    isReached: seen === count,
  });
}

/** A fault from hop `bad` on; 7 is the target itself. */
interface Fault {
  readonly kind: "loss" | "delay";
  readonly bad: number;
}

async function nameFault({ kind, bad }: Fault): Promise<boolean> {
  await using watched = await openWatched(200);
  const { lab, db } = watched;
  await pass(10_000);
  const hop = lab.hops[bad - 2];
  if (hop === undefined) throw new RangeError(`Cannot spoil hop ${bad}`);
  const device = bad === 2 ? "wan" : "up0";
  const way: Way = {
    egress: { namespace: hop.namespace, device },
    hook: {
      namespace: hop.namespace,
      chain: "prerouting",
      match: `iifname "${device}"`,
    },
  };
  await using _fault = kind === "loss"
    ? await drop(way, { kind: "share", share: 0.3 })
    : await delayLine(lab, { up: { delayNs: 30e6 } });
  await soon(() => eventsIn(db, "path_trouble").length > 0, NAMED_MS);
  const [event] = eventsIn(db, "path_trouble");
  const metrics = JSON.parse(String(event?.["metrics"] ?? "{}"));
  const isRight = metrics.hop === bad && metrics.kind === kind;
  if (!isRight) {
    write(`${kind} from hop ${bad}: ${event?.["description"] ?? "nothing"}`);
  }
  return isRight;
}

/** Names faults in labs of their own, some side by side. */
async function nameFaults(count: number): Promise<void> {
  const faults = Array.from({ length: count }, (_, at): Fault =>
    // Delay can only be put into the first line here, behind the home router.
    at % 4 === 3
      ? { kind: "delay", bad: 2 }
      : { kind: "loss", bad: 2 + at % 6 });
  let right = 0;
  for (let from = 0; from < count; from += SIDE_BY_SIDE) {
    const named = await Promise.all(
      faults.slice(from, from + SIDE_BY_SIDE).map(nameFault),
    );
    right += named.filter(Boolean).length;
  }
  figure({
    what:
      "the faulty hop: 30 % loss behind each of six routers, or 30 ms on the first line",
    asked: "named every time",
    reached: `${right} of ${count}`,
    isReached: right === count,
  });
}

const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "6" },
    faults: { type: "string", default: "20" },
    "no-mtr": { type: "boolean", default: false },
  },
});
{
  await using watched = await openWatched(1000);
  if (!values["no-mtr"]) await compareWithMtr(watched);
  await changeRoutes(watched, Number(values.changes));
}
const faults = Number(values.faults);
if (faults > 0) await nameFaults(faults);
