import { ok, strictEqual } from "node:assert/strict";
import { type Lab, limitRate, openLab, type Way } from "../lab/mod.ts";
import { median } from "../lab/testing.ts";
import { testInNamespaces } from "../support/skip.ts";
import { type EchoClient, startLabClient, startLabServer } from "./echo_lab.ts";
import type { EchoRow } from "./rounds_main.ts";

/** Long enough for the rate of the clocks to be known. */
const WARM_UP = { rounds: 660, intervalMs: 100, settleMs: 1200 };
const RATE_BPS = 10e6;
const QUEUE_BYTES = 100_000;

testInNamespaces(
  "EchoProbe finds a full queue of each direction within 10 %, by clocks that drift and step",
  async () => {
    await using lab = await openLab({ ipv6: false });
    await using _ = await startLabServer(lab);
    await using client = await startLabClient(lab, { ratePpm: 80 });
    const { news } = await client.run(WARM_UP);
    ok(news.includes("established"), news.join());

    const up = await loaded(lab, client, { way: lab.line.up, args: [] });
    near(up.map(({ queueUpNs }) => queueUpNs), "up, loaded");
    quiet(up.map(({ queueDownNs }) => queueDownNs), "down, not loaded");

    const down = await loaded(lab, client, {
      way: lab.line.down,
      args: ["--reverse"],
    });
    near(down.map(({ queueDownNs }) => queueDownNs), "down, loaded");
    quiet(down.map(({ queueUpNs }) => queueUpNs), "up, not loaded");

    const stepped = await client.run({
      ...WARM_UP,
      rounds: 100,
      stepMs: -5000,
    });
    const bounded = stepped.rows.filter(({ upNs }) => upNs !== null);
    ok(bounded.length >= 80, `${bounded.length} of 100 after a step`);
    // Both ends are on one machine: the way up takes well below 1 ms.
    for (const { upNs, errorNs } of bounded) {
      ok(Math.abs((upNs ?? NaN) - 100_000) <= (errorNs ?? NaN) + 1e6);
    }
    strictEqual(stepped.rows.some(({ status }) => status !== "ok"), false);
  },
);

/** The rounds while a queue stands full. */
async function loaded(
  lab: Lab,
  client: EchoClient,
  load: { readonly way: Way; readonly args: readonly string[] },
): Promise<readonly EchoRow[]> {
  await using limit = await limitRate(load.way, {
    rateBps: RATE_BPS,
    queueBytes: QUEUE_BYTES,
  });
  strictEqual(limit.fullQueueNs, 80e6);
  await using _ = await lab.spawn(lab.server, [
    "iperf3",
    "-s",
    "-1",
    "--forceflush",
  ], {
    ready: /listening/,
  });
  const flood = lab.exec(lab.client, [
    ...["iperf3", "-c", lab.server4, "-u", "-b", "14M", "-l", "500", "-t", "6"],
    ...load.args,
  ]);
  const { rows } = await client
    .run({ rounds: 60, intervalMs: 100, settleMs: 1500 });
  await flood;
  // Not the first second, in which the queue fills, nor what comes after.
  return rows.slice(20, 50);
}

function near(queuesNs: readonly (number | null)[], why: string): void {
  const known = queuesNs.filter((ns) => ns !== null);
  ok(known.length >= 8, `${why}: ${known.length} came through`);
  const ms = median(known) / 1e6;
  ok(Math.abs(ms - 80) <= 8, `${why}: ${ms} ms where 80 ms are due`);
}

function quiet(queuesNs: readonly (number | null)[], why: string): void {
  const known = queuesNs.filter((ns) => ns !== null);
  const ms = median(known) / 1e6;
  ok(ms < 1, `${why}: ${ms} ms where none is due`);
}
