/**
 * Sends every known frame many times through a cable, and compares what the
 * sampler counts at both ends with the truth and with the kernel's own counts.
 *
 * @module
 */

import { strictEqual } from "node:assert/strict";
import { TRAFFIC_CLASSES, type TrafficClass } from "../../client/model/mod.ts";
import type { TrafficTotals } from "../../client/traffic/mod.ts";
import {
  KNOWN_FRAMES,
  type KnownFrame,
} from "../../client/traffic/testing/frames.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn, type Spawned } from "../lab/spawned.ts";
import { openCable } from "../peers/cable.ts";
import {
  filterCounts,
  type LinkCounts,
  linkCounts,
  startFilter,
} from "./kernel_counts.ts";

const FOLDER = import.meta.dirname ?? ".";

/** How often one kind of traffic was counted, by whom. */
export interface CountRow {
  /** What. */
  readonly name: string;
  /** As it was made. */
  readonly truth: number;
  /** By the sampler. */
  readonly counted: number;
  /** By the kernel; `null` where it does not tell. */
  readonly kernel: number | null;
}

/** How to send. */
export interface KnownFramesOptions {
  /** How the receiving end counts; the sending end always counts by TCX. */
  readonly mode: "tcx" | "xdp" | "xdp-generic";
  /** How often each frame is sent. */
  readonly rounds: number;
}

/**
 * Sends, and counts.
 *
 * @param options How.
 * @returns A row for each thing that was counted.
 */
export async function countKnownFrames(
  { mode, rounds }: KnownFramesOptions,
): Promise<readonly CountRow[]> {
  await using cable = await openCable();
  for (const namespace of [cable.client, cable.server]) {
    // Nothing else is to be on the cable.
    const quiet = "net.ipv6.conf.all.disable_ipv6=1";
    await run(within(namespace, ["sysctl", "-qw", quiet]));
  }
  await startFilter(cable.server, "s0");
  await using sender = await spawnCounter(cable.client, {
    device: "c0",
    mode: "tcx",
  });
  await using receiver = await spawnCounter(cable.server, {
    device: "s0",
    mode,
  });
  const seen = async () => ({
    sender: totalsOf(await sender.ask("")),
    receiver: totalsOf(await receiver.ask("")),
    client: await linkCounts(cable.client, "c0"),
    server: await linkCounts(cable.server, "s0"),
    filter: await filterCounts(cable.server),
  });
  const before = await seen();
  await using source = await spawn(
    trafficScript(cable.client, "send_main.ts", ["c0"]),
    { ready: /^ready$/ },
  );
  await source.ask(String(rounds));
  const after = await seen();

  const truthOf = (
    kind: TrafficClass,
    isIn: (frame: KnownFrame) => boolean = () => true,
  ) => {
    const frames = KNOWN_FRAMES.filter((frame) =>
      (kind === "all" || frame.classes.includes(kind)) && isIn(frame)
    );
    const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
    return { packets: rounds * frames.length, bytes: rounds * bytes };
  };
  const hasArrived = ({ isLostOnArrival }: KnownFrame) => !isLostOnArrival;
  const grown = (
    who: "sender" | "receiver",
    [way, kind, what]: readonly [
      "received" | "sent",
      TrafficClass,
      "packets" | "bytes",
    ],
  ) =>
    (after[who][way][kind]?.[what] ?? NaN) -
    (before[who][way][kind]?.[what] ?? NaN);
  const link = (
    who: "client" | "server",
    way: keyof LinkCounts,
    what: "packets" | "bytes",
  ) => after[who][way][what] - before[who][way][what];

  const rows: CountRow[] = [];
  for (const kind of TRAFFIC_CLASSES) {
    for (const what of ["packets", "bytes"] as const) {
      rows.push({
        name: `${kind} ${what} sent`,
        truth: truthOf(kind)[what],
        counted: grown("sender", ["sent", kind, what]),
        kernel: kind === "all" ? link("client", "sent", what) : null,
      }, {
        name: `${kind} ${what} received`,
        truth: truthOf(kind, mode === "tcx" ? hasArrived : undefined)[what],
        counted: grown("receiver", ["received", kind, what]),
        kernel: kind === "all"
          ? link("server", "received", what) - lost(what)
          : null,
      });
    }
    const toNft = KNOWN_FRAMES.filter((frame) =>
      hasArrived(frame) && (kind === "all" || frame.nftClasses.includes(kind))
    );
    rows.push({
      name: `${kind} packets that nft saw`,
      truth: rounds * toNft.length,
      counted: after.filter[kind] - before.filter[kind],
      kernel: null,
    });
  }
  return rows;

  /** What the interface counts, and TCX cannot see. */
  function lost(what: "packets" | "bytes"): number {
    return mode === "tcx"
      ? truthOf("all")[what] - truthOf("all", hasArrived)[what]
      : 0;
  }
}

/** Complains of the first row that does not agree. */
export function checkRows(
  rows: readonly CountRow[],
  { kernelBytesLess }: {
    /** Bytes of each packet that the cable's own counters leave out. */
    readonly kernelBytesLess: number;
  },
): void {
  const packets = rows.find(({ name }) => name === "all packets received");
  for (const { name, truth, counted, kernel } of rows) {
    strictEqual(counted, truth, name);
    if (kernel === null) continue;
    const less = name.includes("bytes")
      ? kernelBytesLess * (packets?.truth ?? 0)
      : 0;
    strictEqual(kernel + less, truth, `the kernel's ${name}`);
  }
}

/**
 * Starts to count; any line asks for the totals as JSON.
 *
 * @param namespace Where.
 * @param options The interface, and how.
 */
export function spawnCounter(
  namespace: string,
  { device, mode }: { readonly device: string; readonly mode: string },
): Promise<Spawned> {
  return spawn(trafficScript(namespace, "count_main.ts", [device, mode]), {
    ready: new RegExp(`^ready ${mode}$`),
  });
}

/** The command that runs a script of this folder in a namespace. */
export function trafficScript(
  namespace: string,
  file: string,
  args: readonly string[],
): readonly string[] {
  return within(namespace, [
    Deno.execPath(),
    "run",
    "-A",
    "--quiet",
    `${FOLDER}/${file}`,
    ...args,
  ]);
}

function totalsOf(line: string): TrafficTotals {
  // Our own script has written it.
  return JSON.parse(line) as TrafficTotals;
}
