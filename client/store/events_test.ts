import { deepStrictEqual } from "node:assert/strict";
import type { StoredEvent } from "../model/mod.ts";
import { openReader } from "./reader.ts";
import {
  ALWAYS,
  recordTo,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "./testing.ts";

Deno.test("StoreReader.events() also returns what began before and went on", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  const event = (atMs: number, durationMs: number | null) =>
    recorder.event({
      atMs,
      type: "note",
      severity: "info",
      interface: "",
      target: "",
      server: "",
      description: `${atMs}`,
      durationMs,
      metrics: {},
    });
  [[100, 50], [100.5, 900], [200, null], [1000, 1]].forEach(([at, duration]) =>
    event(at ?? 0, duration ?? null)
  );
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const found = (fromMs: number, toMs: number) =>
    reader.events({ fromMs, toMs }).map(({ description }) => description);
  deepStrictEqual(found(0, 2000), ["100.5", "200", "1000"]);
  deepStrictEqual(found(500, 1000), ["100.5"]);
  deepStrictEqual(found(200, 201), ["100.5", "200"]);
});

Deno.test("StoreReader.events() tells what a run has left open as ended with it, but for incidents", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const left = (type: string, metrics: StoredEvent["metrics"]) => ({
    atMs: START_MS + 10_000,
    type,
    severity: "warning" as const,
    interface: "wlan0",
    target: "",
    server: "",
    description: type,
    durationMs: null,
    metrics,
  });
  const { recorder } = await recordTo(path);
  recorder.event(left("captive_portal", {}));
  recorder.event(left("packet_loss", { "bad_s": 3.5, cause: "isp" }));
  recorder.tick(tickAt(wallNs(START_MS + 60_000)));
  await recorder[Symbol.asyncDispose]();
  const toldBy = () => {
    using reader = openReader(path);
    return reader.events(ALWAYS).map(({ type, durationMs }) =>
      [type, durationMs] as const
    );
  };
  deepStrictEqual(toldBy(), [["captive_portal", null], ["packet_loss", null]]);
  const next = await recordTo(path, { startedMs: START_MS + 90_000 });
  next.recorder.event({
    ...left("captive_portal", {}),
    atMs: START_MS + 95_000,
  });
  next.recorder.tick(tickAt(wallNs(START_MS + 120_000)));
  await next.recorder[Symbol.asyncDispose]();
  deepStrictEqual(toldBy(), [
    ["captive_portal", 50_000],
    ["packet_loss", null],
    ["captive_portal", null],
  ]);
  using reader = openReader(path);
  const since = (fromMs: number) =>
    reader.events({ fromMs, toMs: Infinity }).map(({ type }) => type);
  deepStrictEqual(since(START_MS + 119_000), ["packet_loss", "captive_portal"]);
  deepStrictEqual(since(START_MS + 120_000), []);
});

Deno.test("StoreReader.events() holds that what has no end goes on as long as anybody looks", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const outage = {
    atMs: START_MS + 1_000,
    type: "outage",
    severity: "critical",
    interface: "eth0",
    target: "",
    server: "",
    description: "eth0 is down",
    durationMs: null,
    metrics: {},
  } as const;
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    recorder.event(outage);
    recorder.tick(tickAt(wallNs(START_MS + 60_000)));
    await recorder.flush();
    using reader = openReader(path);
    const since = (fromMs: number) =>
      reader.events({ fromMs, toMs: Infinity }).length;
    deepStrictEqual([since(START_MS + 59_000), since(START_MS + 60_000)], [
      1,
      0,
    ]);
  }
  const { recorder } = await recordTo(path, { startedMs: START_MS + 90_000 });
  recorder.tick(tickAt(wallNs(START_MS + 120_000)));
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const since = (fromMs: number) =>
    reader.events({ fromMs, toMs: Infinity }).length;
  deepStrictEqual([since(START_MS + 59_000), since(START_MS + 100_000)], [
    1,
    0,
  ]);
});
