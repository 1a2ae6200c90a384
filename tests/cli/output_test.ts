import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import {
  endBy,
  lineOf,
  openBareNamespace,
  start,
  type Surroundings,
  temporaryFolder,
  together,
  until,
} from "./program.ts";
import { count, isThere } from "./recorded.ts";

/** `HH:MM:SS` and two spaces: what every line for people begins with. */
const STAMP = /^\d\d:\d\d:\d\d {2}/;
/** Nothing can be reached: why, one line soon, one when it is sure, none a target. */
const SILENCE = [
  "This machine has no default route, so nothing on the internet can be reached; waiting for one",
  "Nothing on the internet answers on this machine",
  "Line down on this machine: no answer from any of 3 targets; " +
  "this machine's own connection is down (cable, Wi-Fi, address)",
];

testInNamespaces(
  "monitor writes lines, every probe, little, or JSON",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    const here = { ...bare, folder: folder.path };
    await together({
      "a pipe gets a line for each event": () => lines(here, []),
      "--quiet, too": () => lines(here, ["--quiet"]),
      "--verbose": () => verbose(here),
      "--json": () => json(here),
    });
  },
);

async function lines(
  here: Surroundings,
  args: readonly string[],
): Promise<void> {
  const db = `${here.folder}/lines${args.join("")}.db`;
  const told = await linesOf(here, ["--db", db, ...args]);
  for (const line of told) match(line, STAMP);
  deepStrictEqual(told.map((line) => line.replace(STAMP, "")), [
    `Measuring every second, into ${db}`,
    ...SILENCE,
  ]);
}

async function verbose(here: Surroundings): Promise<void> {
  const db = `${here.folder}/verbose.db`;
  const told = await linesOf(here, ["--db", db, "--verbose"]);
  const pings = told.filter((line) => / icmp /.test(line));
  for (const line of pings) {
    match(
      line,
      /^\d\d:\d\d:\d\d\.\d{3} {2}none {2}icmp {2}[\d.]+ {2}send failed, Network is unreachable$/,
    );
  }
  const stored = "SELECT count(*) FROM measurements WHERE test_type = ";
  strictEqual(pings.length, count(db, `${stored}'icmp'`));
  const lookups = told.filter((line) => / dns /.test(line));
  strictEqual(lookups.length, count(db, `${stored}'dns'`));
}

async function json(here: Surroundings): Promise<void> {
  const db = `${here.folder}/json.db`;
  const told = await linesOf(here, ["--db", db, "--json"]);
  const objects = told.map((line): Record<string, unknown> => JSON.parse(line));
  const samples = objects.filter(({ type }) => type === "sample");
  strictEqual(samples.length, count(db, "SELECT count(*) FROM samples"));
  deepStrictEqual(Object.keys(samples[0] ?? {}), [
    "type",
    "timestamp",
    "timestamp_ms",
    "interface",
    "connection_type",
    "target",
    "test_type",
    "family",
    "variant",
    "status",
    "rtt_ms",
    "jitter_ms",
    "packet_loss_pct",
    "error_detail",
  ]);
  const notes = objects.filter(({ type }) => type === "note");
  deepStrictEqual(
    notes.map(({ description }) => description),
    SILENCE,
  );
  strictEqual(notes.length + samples.length, objects.length);
}

/** What the monitor writes until it says that the line is down. */
async function linesOf(
  here: Surroundings,
  args: readonly string[],
): Promise<readonly string[]> {
  await using monitor = await start(here, args);
  await lineOf(monitor, /Line down/);
  await until(() => isThere(args[1] ?? ""), () => "rows");
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  deepStrictEqual(monitor.stderr(), []);
  ok(monitor.stdout().every((line) => !line.includes("\x1b")), "no colours");
  return monitor.stdout();
}
