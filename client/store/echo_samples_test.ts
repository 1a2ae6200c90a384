import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { EchoFigures, Measurement, Outcome } from "../model/mod.ts";
import { openReader } from "./reader.ts";
import { migrate, MIGRATIONS } from "./migrations.ts";
import { salvage } from "./salvage.ts";
import {
  ALWAYS,
  answered,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  unanswered,
  wallNs,
} from "./testing.ts";

const ECHO = seriesOf({ probe: "echo", role: "server", server: "vps" });
const PING = seriesOf();
const PLAIN: EchoFigures = { exchange: null, delay: null, lostOn: null };

function echoAt(
  s: number,
  outcome: Outcome,
  figures: Partial<EchoFigures> = {},
): Measurement {
  const sentAt = wallNs(START_MS + 1000 * s);
  return { series: ECHO, sentAt, outcome, echo: { ...PLAIN, ...figures } };
}

/** Three ECHOs, each reported twice, and pings between them. */
async function record(path: string): Promise<void> {
  const { recorder } = await recordTo(path);
  await using _ = recorder;
  const at = wallNs(START_MS);
  const ok = answered(ECHO, at, { rttUs: 16_000 }).outcome;
  const timeout = unanswered(ECHO, at).outcome;
  recorder.sample(echoAt(0, ok), null);
  recorder.sample(answered(PING, at, { rttUs: 9_000 }), 1_000);
  recorder.sample(echoAt(1, timeout), null);
  recorder.sample(answered(PING, wallNs(START_MS + 500), { rttUs: 9 }), null);
  recorder.sample(
    echoAt(0, ok, {
      delay: {
        upNs: 12_345_678,
        downNs: 3_654_322,
        errorNs: 8_000_000,
        queueUpNs: 345_000,
        queueDownNs: 0,
      },
    }),
    null,
  );
  await recorder.flush();
  recorder.sample(echoAt(1, timeout, { lostOn: "down" }), null);
  recorder.sample(
    echoAt(2, ok, {
      delay: {
        upNs: 12e6,
        downNs: 4e6,
        errorNs: 8e6,
        queueUpNs: null,
        queueDownNs: null,
      },
    }),
    2_000,
  );
}

Deno.test("StoreReader.samples() gives ECHOs with what their last report said", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await record(path);
  using reader = openReader(path);
  const { echo, length, rttUs, status } = reader.samples(ECHO, ALWAYS);
  strictEqual(length, 3);
  deepStrictEqual([...rttUs], [16_000, -1, 16_000]);
  deepStrictEqual([...status], [0, 2, 0]);
  deepStrictEqual(echo, {
    upUs: Int32Array.of(12_346, -1, 12_000),
    downUs: Int32Array.of(3_654, -1, 4_000),
    errorUs: Int32Array.of(8_000, -1, 8_000),
    queueUpUs: Int32Array.of(345, -1, -1),
    queueDownUs: Int32Array.of(0, -1, -1),
    lostOn: Uint8Array.of(0, 2, 0),
  });
  strictEqual(reader.samples(PING, ALWAYS).echo, undefined);
});

Deno.test("StoreReader.rows() mixes ECHOs and pings in the order of time", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await record(path);
  using reader = openReader(path);
  const rows = [...reader.rows({}, ALWAYS)];
  deepStrictEqual(
    rows.map(({ series, atMs }) => [series.probe, atMs - START_MS]),
    [["echo", 0], ["icmp", 0], ["icmp", 500], ["echo", 1000], ["echo", 2000]],
  );
  strictEqual(rows[3]?.echo?.lostOn, 2);
  strictEqual(rows[4]?.echo?.downUs, 4_000);
  strictEqual(rows[1]?.echo, undefined);
  deepStrictEqual(reader.span(), {
    fromMs: START_MS,
    toMs: START_MS + 2001,
  });
});

Deno.test("salvage() saves ECHOs, and what an older version has without them", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await record(path);
  strictEqual(salvage(path, `${folder.path}/saved.db`), 5);
  {
    using old = new DatabaseSync(`${folder.path}/old.db`);
    migrate(old, MIGRATIONS.slice(0, 1));
    old.exec(`INSERT INTO series VALUES
      (1, 'icmp', 'eth0', 'wired', '8.8.8.8', 'public', 4, '', '')`);
    old.exec("INSERT INTO samples VALUES (1, 2, 3, 0, 5, 6)");
  }
  strictEqual(salvage(`${folder.path}/old.db`, `${folder.path}/new.db`), 1);
});
