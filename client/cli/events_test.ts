import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { StoredEvent } from "../model/mod.ts";
import {
  recordTo,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "../store/testing.ts";
import { type Said, said } from "./testing.ts";

const OUTAGE: StoredEvent = {
  atMs: START_MS + 60_000,
  type: "outage",
  severity: "critical",
  interface: "eth0",
  target: "",
  server: "",
  description: "Outage on eth0: Line down for 74 s; your router is fine, so " +
    "it is the provider or the line to it; for 74 s",
  durationMs: 74_000,
  metrics: { cause: "isp" },
};
const CLOCK: StoredEvent = {
  ...OUTAGE,
  atMs: START_MS + 10_000,
  type: "clock_sync_established",
  severity: "info",
  target: "vps",
  description: "One-way delay is known",
  durationMs: 0,
};

/** Runs `bufferbane events` on a database with two events in an hour. */
async function events(...args: readonly string[]): Promise<Said> {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  recorder.tick(tickAt(wallNs(START_MS)));
  recorder.event(OUTAGE);
  recorder.event(CLOCK);
  recorder.tick(tickAt(wallNs(START_MS + 3_600_000)));
  await recorder[Symbol.asyncDispose]();
  const period = [
    ...["--start", local(START_MS)],
    ...["--end", local(START_MS + 3_000_000)],
  ];
  return await said("events", "--db", path, ...period, ...args);
}

function local(atMs: number): string {
  return new Date(atMs).toLocaleString("sv");
}

Deno.test("events says what happened, when, how bad and how long", async () => {
  const { code, out } = await events();
  strictEqual(code, 0);
  strictEqual(
    out,
    `${local(CLOCK.atMs)}  info      clock_sync_established
    One-way delay is known
${local(OUTAGE.atMs)}  critical  outage                 74 s
    Outage on eth0: Line down for 74 s; your router is fine, so it is the
    provider or the line to it; for 74 s
`,
  );
});

Deno.test("events takes only what is asked for", async () => {
  const rows: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["--severity", "warning"], ["outage"]],
    [["--type", "clock_sync_established,note"], ["clock_sync_established"]],
    [["--interfaces", "wlan0"], []],
    [["--interfaces", "eth0", "--targets", "vps"], [
      "clock_sync_established",
      "outage",
    ]],
  ];
  for (const [args, types] of rows) {
    const { out } = await events(...args, "--json");
    deepStrictEqual(
      JSON.parse(out).events.map((event: Record<string, unknown>) =>
        event["event_type"]
      ),
      types,
      args.join(" "),
    );
  }
});

Deno.test("events says that nothing happened", async () => {
  const calm = await events("--type", "bufferbloat");
  deepStrictEqual(
    [calm.code, calm.out],
    [0, "Nothing happened in this time that fits\n"],
  );
});
