import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { delayLine } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { type Household, openHousehold, PUBLIC } from "./household.ts";
import { endBy, lineOf, start, together, until } from "./program.ts";
import { completenessOf, count, isThere, query } from "./recorded.ts";

testInNamespaces(
  "monitor tells late, doubled and overtaking answers from losses",
  async () => {
    await together({
      "late answers": lateAnswers,
      "doubled answers": doubledAnswers,
      "overtaking answers": overtakingAnswers,
      "a provider behind a second router at home": secondRouter,
      "IPv6 alone": ipv6Alone,
    });
  },
  { tools: ["dnsmasq"] },
);

async function lateAnswers(): Promise<void> {
  await using home = await openHousehold();
  await using _delay = await delayLine(home.lab, { up: { delayNs: 1.5e9 } });
  await measure(home, "status = 'late'", 9);
  deepStrictEqual(
    query(
      home.db,
      `SELECT DISTINCT packet_loss_pct AS loss, round(rtt_ms / 100) AS tenths
       FROM measurements WHERE test_type = 'icmp' AND status = 'late'`,
    ).map((row) => ({ ...row })),
    [{ loss: 0, tenths: 15 }],
    "a late answer is no loss",
  );
}

async function doubledAnswers(): Promise<void> {
  await using home = await openHousehold();
  await using _delay = await delayLine(home.lab, { down: { duplicate: 1 } });
  await measure(home, "status = 'ok'", 9);
  const { byTarget, rounds } = completenessOf(home.db);
  strictEqual(byTarget["1.1.1.1"], rounds, "a copy is no row of its own");
  const copies = `SELECT count(*) FROM odd_samples WHERE duplicates = 1`;
  ok(count(home.db, copies) >= 6, "copies are counted");
}

/** Thirty rounds in three seconds, a third of them overtaken by the next. */
async function overtakingAnswers(): Promise<void> {
  await using home = await openHousehold();
  const conf = `${home.here.folder}/fast.conf`;
  await Deno.writeTextFile(conf, "[general]\ntest_interval_ms = 100\n");
  await using _delay = await delayLine(home.lab, {
    up: { delayNs: 150e6, reorder: 0.3 },
  });
  await measure(home, "status = 'ok'", 90, ["--config", conf]);
  deepStrictEqual(
    query(
      home.db,
      `SELECT DISTINCT status FROM measurements
       WHERE test_type = 'icmp' AND target IN (${quoted(PUBLIC)})`,
    ).map(({ status }) => status),
    ["ok"],
  );
  const [{ fast, slow } = {}] = query(
    home.db,
    `SELECT sum(rtt_ms < 50) AS fast, sum(rtt_ms BETWEEN 140 AND 250) AS slow
     FROM measurements WHERE target = '1.1.1.1' AND test_type = 'icmp'`,
  );
  ok(Number(fast) > 0 && Number(slow) > 0, "each has the time it took itself");
}

/** Two routers of the user's own, one behind the other, are common. */
async function secondRouter(): Promise<void> {
  await using home = await openHousehold();
  const { lab } = home;
  const second = lab.hops[1]?.namespace ?? "";
  for (
    const change of [
      "address add 192.168.77.2/32 dev down0",
      "route replace 10.98.0.0/16 via 100.64.1.1 src 192.168.77.2",
    ]
  ) {
    await lab.exec(second, ["ip", ...change.split(" ")]);
  }
  await using monitor = await start(home.here, ["--db", home.db]);
  await lineOf(monitor, /The provider's first router on c0 is 100\.64\.2\.2$/);
  strictEqual(await endBy(monitor, "SIGINT"), 0);
}

async function ipv6Alone(): Promise<void> {
  await using home = await openHousehold({
    ipv6: true,
    serverAddresses: [
      ...["2606:4700:4700::1111", "2001:4860:4860::8888", "2620:fe::fe"],
    ],
    resolvers: ["2606:4700:4700::1111"],
  });
  const { lab } = home;
  await lab.exec(lab.client, ["ip", "-4", "address", "flush", "dev", "c0"]);
  await using monitor = await start(home.here, ["--db", home.db]);
  await lineOf(monitor, /first router on c0 is 2001:db8:64:1::2$/);
  const answered = `SELECT count(DISTINCT target) FROM measurements
    WHERE test_type = 'icmp' AND status = 'ok'`;
  await until(
    () => isThere(home.db) && count(home.db, answered) >= 5,
    () => "five targets",
  );
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  deepStrictEqual(
    query(
      home.db,
      "SELECT DISTINCT probe, family, role FROM series ORDER BY probe, role",
    ).map(({ probe, family, role }) => `${probe} ${family} ${role}`),
    [
      "dns 6 resolver",
      "icmp 6 gateway",
      "icmp 6 isp",
      "icmp 6 public",
      "tcp 6 custom",
    ],
    "what has an IPv6 side is asked there, and nothing else",
  );
}

/** Runs the monitor until it has so many pings of the public targets. */
async function measure(
  { here, db }: Household,
  which: string,
  pings: number,
  args: readonly string[] = [],
): Promise<void> {
  await using monitor = await start(here, ["--db", db, ...args]);
  const found = `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
    AND target IN (${quoted(PUBLIC)}) AND ${which}`;
  await until(
    () => isThere(db) && count(db, found) >= pings,
    () => `${pings} pings with ${which}: ${monitor.stdout().join("\n")}`,
  );
  strictEqual(await endBy(monitor, "SIGINT"), 0);
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join(", ");
}
