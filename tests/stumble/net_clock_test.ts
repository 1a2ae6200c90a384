import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { type Household, openHousehold } from "../cli/household.ts";
import {
  endBy,
  finish,
  lineOf,
  start,
  type Surroundings,
  together,
  until,
} from "../cli/program.ts";
import { completenessOf, count, isThere, query } from "../cli/recorded.ts";
import { run } from "../lab/command.ts";
import { testInNamespaces } from "../support/skip.ts";

const SOURCE = join(import.meta.dirname ?? ".", "net_wrong_clock.c");
const HOUR_S = 3600;

testInNamespaces(
  "a wall clock that is wrong loses no round and nothing that was measured",
  async () => {
    await together({
      "in 1970 and in 2040 it measures, and looks back on that": wrongFromStart,
      "a clock that is set while it runs is told, and changes no round trip":
        set,
    });
  },
  { tools: ["dnsmasq", "cc"] },
);

/** A home whose wall clock a test sets. */
interface ClockHome {
  /** Where to run the program. */
  readonly here: Surroundings;
  /** Makes the clock show so many seconds more than it should. */
  readonly setBy: (seconds: number) => Promise<void>;
}

async function clockHome({ here }: Household): Promise<ClockHome> {
  const shim = `${here.folder}/wrong_clock.so`;
  const file = `${here.folder}/wrong_by`;
  await run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, SOURCE, "-ldl"]);
  const setBy = async (seconds: number) => {
    const bytes = new BigInt64Array([BigInt(Math.round(seconds))]);
    using open = await Deno.open(file, { create: true, write: true });
    await open.write(new Uint8Array(bytes.buffer));
  };
  await setBy(0);
  const env = { LD_PRELOAD: shim, WRONG_CLOCK: file };
  return { here: { ...here, env }, setBy };
}

async function wrongFromStart(): Promise<void> {
  await using home = await openHousehold();
  const { here, setBy } = await clockHome(home);
  const { db } = home;
  const rightly = await finish(here, ["--db", db, "--duration", "2s"]);
  strictEqual(rightly.code, 0, rightly.stderr);
  const samples = () => count(db, "SELECT count(*) FROM samples");
  for (const year of [1970, 2040]) {
    const before = samples();
    await setBy((Date.UTC(year, 0, 1, 12) - Date.now()) / 1000);
    const wrongly = await finish(here, ["--db", db, "--duration", "3s"]);
    strictEqual(wrongly.code, 0, wrongly.stderr);
    ok(samples() > before, `${year}: nothing is deleted, and more is there`);
    const looks = [["stats"], ["diagnose"], ["report"], ["events"]];
    await Promise.all(looks.map(async (look) => {
      const { code, stderr } = await finish(here, [
        ...look,
        ...["--last", "1h", "--db", db],
      ]);
      deepStrictEqual({ look, code, stderr }, { look, code: 0, stderr: "" });
    }));
    const { stdout } = await finish(here, [
      "stats",
      "--last",
      "1h",
      "--db",
      db,
    ]);
    match(stdout, new RegExp(`, ${year}-01-01 \\S+ to ${year}-01-01 12:`));
    match(stdout, /^c0 1\.1\.1\.1 +\d+ +0 /m);
  }
  await setBy((Date.UTC(1970, 0, 1, 12) - Date.now()) / 1000);
  const doctor = await finish(here, ["doctor", "--db", db]);
  match(doctor.stdout, /^note +clock +shows 1970-01-01 \d\d:/m);
  await setBy(0);
  const { stdout } = await finish(here, ["stats", "--last", "1h", "--db", db]);
  match(stdout, /^c0 1\.1\.1\.1 +\d+ +0 /m);
}

async function set(): Promise<void> {
  await using home = await openHousehold();
  const { here, setBy } = await clockHome(home);
  const { db } = home;
  await using monitor = await start(here, ["--db", db]);
  await until(() => isThere(db), () => monitor.stderr().join("\n"));
  const says = (what: string) =>
    lineOf(monitor, new RegExp(`This machine's clock was set ${what}:`));
  await setBy(3 * HOUR_S);
  await says("forward by 3 h 0 min");
  await setBy(0);
  await says("back by 3 h 0 min");
  await setBy(-3 * HOUR_S);
  const rounds = () => count(db, "SELECT count(*) FROM ticks");
  const before = rounds();
  await until(() => rounds() >= before + 3, () => "three rounds more");
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  deepStrictEqual(
    query(
      db,
      `SELECT DISTINCT status FROM measurements WHERE test_type = 'icmp'`,
    ).map(({ status }) => status),
    ["ok"],
  );
  const [{ min = 0, max = 0 } = {}] = query(
    db,
    "SELECT min(rtt_ms) AS min, max(rtt_ms) AS max FROM measurements",
  );
  ok(Number(min) >= 0 && Number(max) < 1000, `${min} to ${max} ms`);
  const { rounds: made, byTarget } = completenessOf(db);
  ok((byTarget["1.1.1.1"] ?? 0) >= made - 1, "a row a round");
  deepStrictEqual(
    monitor.stdout().filter((line) => /down|Outage|slept|Slow/.test(line)),
    [],
  );
}
