import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openReader } from "../../client/store/mod.ts";
import { run } from "../lab/command.ts";
import { type Capture, capture, type Lab } from "../lab/mod.ts";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { testInNamespaces } from "../support/skip.ts";
import { openHousehold } from "./household.ts";
import { endBy, finish, pass, start, until } from "./program.ts";
import { isThere, query } from "./recorded.ts";

const NAMES = ["c0", "usb0", "fifteen-letters"];
/** Long enough for two rounds of each kind. */
const SECONDS = 7;
/** What may go over an interface after the last second has been counted. */
const LAST_SECOND_PACKETS = 40;

testInNamespaces(
  "every probe of every interface leaves by it, in the same rounds",
  async () => {
    await using home = await openHousehold({
      interfaces: NAMES,
      ipv6: true,
    });
    const { lab, db, here } = home;
    await using _server = await startLabServer(lab);
    await Deno.writeTextFile(
      `${here.folder}/client.conf`,
      configuration(lab),
      { mode: 0o600 },
    );
    await using captures = new AsyncDisposableStack();
    const files = new Map<string, Capture>();
    for (const { name } of lab.interfaces) {
      const one = await capture(lab, {
        namespace: lab.client,
        device: name,
        file: `${here.folder}/${name}.pcap`,
      });
      files.set(name, captures.use(one));
    }
    await using monitor = await start(here, ["--db", db]);
    await until(() => isThere(db), () => monitor.stderr().join("\n"));
    await pass(SECONDS * 1_000);
    strictEqual(await endBy(monitor, "SIGINT"), 0);

    using reader = openReader(db);
    const carried = reader.rollups.linkTotals({ fromMs: 0, toMs: Date.now() });
    const told = await finish(here, [
      ...["interfaces", "--last", "1h", "--db", db, "--json"],
    ]);
    deepStrictEqual(
      JSON.parse(told.stdout).interfaces.map(receivedIn),
      carried.map(({ receivedBytes }) => receivedBytes),
      "what the command adds up",
    );
    for (const { name, ipv4, ipv6 } of lab.interfaces) {
      const seen = files.get(name);
      await seen?.stop();
      const packets = (filter: string) => countIn(seen?.file ?? "", filter);
      strictEqual(
        await packets(
          `ip and not src host ${ipv4} and not dst host ${ipv4} and not ip multicast`,
        ),
        0,
        `${name}: nothing of another interface's`,
      );
      const rows = rowsOf(db, name);
      strictEqual(
        await packets(
          `ip6 and ip6[40] == 128 and not src host ${ipv6} and not src net fe80::/10`,
        ),
        0,
        `${name}: nor over IPv6`,
      );
      // What was under way at the end has no row.
      const underWay = 5;
      const left = {
        // The provider's router is found by pings of less range.
        icmp: await packets(
          `(src host ${ipv4} and icmp[0] == 8 and ip[8] > 10) or
           (src host ${ipv6} and ip6[40] == 128 and ip6[7] > 10)`,
        ),
        // Not those of the runtime, which looks for its own updates.
        dns: await packets(
          `(src host ${ipv4} or src host ${ipv6}) and udp dst port 53 and
           not dst host ${lab.server4}`,
        ),
        tcp: await packets(
          `src host ${ipv4} and dst host 1.1.1.1 and tcp[tcpflags] == tcp-syn`,
        ),
        // Neither the long ones, which try what the path carries, nor those of
        // the session that asks for the held connection.
        echo: await mostOfOneSource(
          seen?.file ?? "",
          `src host ${ipv4} and udp dst port ${ECHO_PORT} and less 1000`,
        ),
      };
      const held = await packets(
        `src host ${ipv4} and tcp and dst host 9.9.9.9`,
      );
      ok(held > 0, `${name}: the held connection`);
      const counted = carried.find((total) => total.interface === name);
      const uncounted = await packets("") - (counted?.receivedPackets ?? 0) -
        (counted?.sentPackets ?? 0);
      ok(
        uncounted >= 0 && uncounted <= LAST_SECOND_PACKETS,
        `${name}: ${uncounted} packets were not in any second`,
      );
      for (const [kind, packets] of Object.entries(left)) {
        const stored = rows[kind] ?? 0;
        ok(stored > 0, `${name}: ${kind} rows`);
        ok(
          packets >= stored && packets <= stored + underWay,
          `${name}: ${packets} of ${kind} left, ${stored} rows`,
        );
      }
    }
    deepStrictEqual(
      query(
        db,
        `SELECT DISTINCT n FROM (SELECT count(DISTINCT interface) AS n
           FROM measurements WHERE test_type = 'icmp' AND target = '1.1.1.1'
           GROUP BY timestamp_ms)`,
      ).map(({ n }) => n),
      [NAMES.length],
      "each round has a row of each interface",
    );
  },
  { tools: ["dnsmasq", "tcpdump"] },
);

function receivedIn(
  total: Readonly<Record<string, number>>,
): number | undefined {
  return total["received_bytes"];
}

/** Rows by kind of probe, without held connections (9.9.9.9, the server). */
function rowsOf(db: string, name: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    query(
      db,
      `SELECT test_type AS kind, count(*) AS n FROM measurements
       WHERE interface = '${name}'
       AND NOT (test_type = 'tcp' AND target NOT LIKE '1.1.1.1%')
       GROUP BY kind`,
    ).map(({ kind, n }) => [String(kind), Number(n)]),
  );
}

async function mostOfOneSource(file: string, filter: string): Promise<number> {
  const said = await run(["tcpdump", "-nr", file, filter]);
  const sources = [...said.matchAll(/\.(\d+) > /g)].map(([, port]) => port);
  const counts = Map.groupBy(sources, (port) => port).values();
  return Math.max(...[...counts].map((packets) => packets.length));
}

async function countIn(file: string, filter: string): Promise<number> {
  const said = await run(["tcpdump", "-nr", file, "--count", filter]);
  return Number(/^(\d+) packets?/.exec(said)?.[1]);
}

function configuration({ server4, server6 }: Lab): string {
  return `
[general]
interfaces = ${JSON.stringify(NAMES)}

[server]
enabled = true
name = "lab"
host = "${server4}"
port = ${ECHO_PORT}
shared_secret = "${SECRET}"

[targets]
custom = ["${server6}"]

[tests.path]
# Its packets are no rows, of which each has to be in the capture here.
enabled = false

[tests.throughput]
enabled = false

[tests.bufferbloat]
enabled = false

[tests.dns]
interval_s = 2
resolvers = ["1.1.1.1"]

[tests.tcp]
interval_s = 2
targets = ["1.1.1.1:443"]
hold = "9.9.9.9:443"
`;
}
