import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { openReader } from "../../client/store/mod.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { openCable, SERVER_ADDRESS } from "../peers/cable.ts";
import { testInNamespaces } from "../support/skip.ts";
import { openHousehold } from "./household.ts";
import {
  endBy,
  finish,
  lineOf,
  start,
  temporaryFolder,
  together,
  until,
} from "./program.ts";
import { isThere } from "./recorded.ts";

/** The documented fields, in the documented order. */
const DOCUMENTED = [
  "bandwidth_bps",
  "packets_per_sec",
  "tcp_bandwidth_bps",
  "tcp_packets_per_sec",
  "http_bandwidth_bps",
  "http_packets_per_sec",
  "https_bandwidth_bps",
  "https_packets_per_sec",
  "total_packets",
  "total_bytes",
];
const PINGS = 20;

async function openTestCable() {
  const cable = await openCable();
  for (const namespace of [cable.client, cable.server]) {
    await run(["ip", "-n", namespace, "link", "set", "lo", "up"]);
  }
  return cable;
}

testInNamespaces(
  "traffic serves what an interface carries, and leaves nothing behind",
  async () => {
    await using cable = await openTestCable();
    await using folder = await temporaryFolder();
    const { client: namespace } = cable;
    const here = { namespace, folder: folder.path };
    await using program = await start(here, [
      ...["traffic", "--iface", "c0", "--port", "3000", "--json"],
    ]);
    await lineOf(program, /"bandwidth_bps"/);
    await run(within(namespace, [
      ...["ping", "-q", "-c", String(PINGS), "-i", "0.01", SERVER_ADDRESS],
    ]));
    const curl = (path: string, ...options: readonly string[]) =>
      run(within(namespace, [
        ...["curl", "-s", ...options, `http://localhost:3000${path}`],
      ]));
    let summary: Record<string, Record<string, Record<string, number>>> = {};
    await until(async () => {
      summary = JSON.parse(await curl("/api/stats/summary"));
      return Number(summary["protocols"]?.["icmp"]?.["packets"]) >= 2 * PINGS;
    }, () => `the pings: ${JSON.stringify(summary)}`);

    const realtime = JSON.parse(await curl("/api/metrics/realtime"));
    deepStrictEqual(Object.keys(realtime).slice(0, 10), DOCUMENTED);
    strictEqual(realtime.mode, "tcx");
    match(await curl("/"), /<h1>Traffic on c0<\/h1>/);
    match(
      await curl("/traffic.js"),
      /^"use strict";\n\(function \w+\(/,
    );
    match(
      await curl("/", "-H", "Host: example.com"),
      /Cannot answer for \\"example.com\\" as that is not this page's name/,
    );

    strictEqual(await endBy(program, "SIGKILL"), 137);
    const after = await start(here, ["traffic", "--iface", "c0", "--json"]);
    await lineOf(after, /"bandwidth_bps"/);
    // A program left behind would be told of.
    deepStrictEqual(after.stderr(), [
      "Counting c0 by tcx: http://localhost:3000/   Ctrl-C stops",
    ]);
    strictEqual(await endBy(after, "SIGINT"), 0);
  },
  { tools: ["curl"] },
);

testInNamespaces("traffic says what is in its way", async () => {
  await using cable = await openTestCable();
  await using folder = await temporaryFolder();
  const here = { namespace: cable.client, folder: folder.path };
  const refusal = async (args: string, code: number, says: string) => {
    const ended = await finish(here, ["traffic", ...args.split(" ")]);
    deepStrictEqual([ended.code, ended.stderr], [code, `${says}\n`]);
  };
  await together({
    "an unknown interface": () =>
      refusal(
        "--iface c7",
        1,
        "Cannot count traffic on c7 as there is no such interface (have: lo, c0)",
      ),
    "no default route": () =>
      refusal(
        "--mode auto",
        1,
        "Cannot count traffic as there is no default route; name an interface by --iface (have: lo, c0)",
      ),
    "a port that is none": () =>
      refusal(
        "--iface c0 --port http",
        2,
        'Cannot use --port: found "http" (allowed: a whole number, 1 to 65535)',
      ),
    "a mode that is none": () =>
      refusal(
        "--iface c0 --mode dpdk",
        2,
        'Cannot use --mode: found "dpdk" (allowed: auto, tcx, xdp, xdp-generic, counters)',
      ),
    "a driver without XDP": () =>
      refusal(
        "--iface lo --mode xdp",
        1,
        "Cannot count traffic on lo by --mode xdp as this interface's driver does not have it (--mode auto takes what is possible)",
      ),
    "an interface that goes": async () => {
      await run([
        ...["ip", "-n", cable.server, "link", "add", "c1", "type", "veth"],
        ...["peer", "name", "c2"],
      ]);
      await using program = await start({ ...here, namespace: cable.server }, [
        ...["traffic", "--iface", "c1", "--port", "3001", "--json"],
      ]);
      await lineOf(program, /"bandwidth_bps"/);
      await run(["ip", "-n", cable.server, "link", "delete", "c1"]);
      strictEqual(await program.ended, 1);
      strictEqual(
        program.stderr().at(-1),
        "Cannot go on counting as c1 has gone",
      );
    },
  });
});

testInNamespaces(
  "traffic tells totals without privilege, and what it would need",
  async () => {
    await using cable = await openTestCable();
    await using folder = await temporaryFolder();
    const here = {
      namespace: cable.client,
      folder: folder.path,
      isNobody: true,
    };
    await using program = await start(here, [
      "traffic",
      "--iface",
      "c0",
      "--json",
    ]);
    const line = await lineOf(program, /"bandwidth_bps"/);
    const { mode, tcp_bandwidth_bps: tcpBps } = JSON.parse(line);
    deepStrictEqual([mode, tcpBps], ["counters", null]);
    deepStrictEqual(program.stderr().slice(0, 2), [
      "No tcx, as this needs root (sudo), or the capabilities CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON",
      "Only totals, from the interface's own counters",
    ]);
  },
);

testInNamespaces(
  "monitor stores the traffic by kind if it is told to",
  async () => {
    await using home = await openHousehold();
    const { here, db } = home;
    const config = `${here.folder}/client.conf`;
    await Deno.writeTextFile(config, "[traffic]\nenabled = true\n");
    await using program = await start(here, [
      ...["monitor", "--config", config, "--db", db, "--json"],
    ]);
    await lineOf(program, /"type":"note"|"rtt_ms"/);
    const pings = () => {
      if (!isThere(db)) return 0;
      using reader = openReader(db);
      let packets = 0;
      for (
        const second of reader.trafficSeconds({
          fromMs: 0,
          toMs: Date.now() + 60_000,
        })
      ) {
        packets += second.counts.icmp.sentPackets;
      }
      return packets;
    };
    await until(() => pings() > 0, () => "traffic in the database");
    strictEqual(await endBy(program, "SIGINT"), 0);
  },
  { tools: ["dnsmasq"] },
);
