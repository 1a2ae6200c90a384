import { deepStrictEqual, ok } from "node:assert/strict";
import {
  drop,
  openLab,
  type Spawned,
  startDnsmasq,
  startOddDns,
  startTcp,
} from "../../tests/lab/mod.ts";
import { testInNamespaces } from "../../tests/support/skip.ts";
import type { Outcome } from "../model/mod.ts";
import type { LabRequest } from "./lab_main.ts";

/** Asks the script inside the client's namespace. */
async function ask(
  client: Spawned,
  request: Partial<LabRequest> & Pick<LabRequest, "probe" | "address">,
): Promise<readonly Outcome[]> {
  const whole: LabRequest = {
    port: request.probe === "dns" ? 53 : 443,
    timeoutMs: 1_000,
    limitMs: 5_000,
    reports: 1,
    ...request,
  };
  // As lab_main.ts writes it.
  return JSON.parse(await client.ask(JSON.stringify(whole))) as Outcome[];
}

function briefly(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ kind, detail }) =>
    detail === "" ? kind : `${kind}: ${detail}`
  );
}

testInNamespaces(
  "DnsProbe tells what a network and resolvers do to it",
  async () => {
    const servfail = "10.77.0.1";
    const truncated = "10.77.0.2";
    const forged = "10.77.0.3";
    const silent = "10.77.0.4";
    const slow = "10.77.0.5";
    await using lab = await openLab({
      serverAddresses: [servfail, truncated, forged, silent, slow],
    });
    await using _good = await startDnsmasq(lab, [lab.server4, lab.server6]);
    await using _odd = await startOddDns(lab, {
      [servfail]: "servfail",
      [truncated]: "truncated",
      [forged]: "forged",
      [silent]: "silent",
      [slow]: "slow",
    });
    await using client = await lab.deno(
      lab.client,
      "client/probes/lab_main.ts",
    );
    const gateway = lab.interfaces[0].gateway4;
    const cases: readonly [
      request: Partial<LabRequest> & { readonly address: string },
      expected: readonly string[],
      why: string,
    ][] = [
      [{ address: lab.server4 }, ["ok"], "NXDOMAIN is an answer"],
      [{ address: lab.server6 }, ["ok"], "the same over IPv6"],
      [{ address: servfail }, ["rcode: SERVFAIL"], "an error"],
      [{ address: truncated }, ["ok: truncated, over TCP"], "TC"],
      [{ address: forged }, ["timeout"], "another id is no answer"],
      [{ address: silent }, ["timeout"], "nothing comes"],
      [
        { address: slow },
        ["ok: answered with 192.0.2.80"],
        "slow, and in time; with an address for a name that nobody has",
      ],
      [
        { address: slow, timeoutMs: 50, reports: 2 },
        ["timeout", "late: answered with 192.0.2.80"],
        "slow, and corrected",
      ],
      [
        { address: gateway },
        [`refused: port unreachable, says ${gateway}`],
        "nobody listens",
      ],
    ];
    for (const [request, expected, why] of cases) {
      const outcomes = await ask(client, { probe: "dns", ...request });
      deepStrictEqual(briefly(outcomes), expected, why);
    }
  },
  { tools: ["dnsmasq"] },
);

testInNamespaces("TcpProbe tells what a network does to it", async () => {
  await using lab = await openLab();
  await using _tcp = await startTcp(lab, { 443: { kind: "silent" } });
  await using client = await lab.deno(
    lab.client,
    "client/probes/lab_main.ts",
  );
  for (const address of [lab.server4, lab.server6]) {
    const probe = { probe: "tcp", address } as const;
    const [plain] = await ask(client, probe);
    ok(plain?.kind === "ok" && plain.stamps === "kernel", address);
    const closed = await ask(client, { ...probe, port: 9 });
    deepStrictEqual(briefly(closed), ["refused: Connection refused"]);

    {
      await using _hole = await drop(lab.line.up, { kind: "all" });
      const silent = await ask(client, { ...probe, timeoutMs: 300 });
      deepStrictEqual(briefly(silent), ["timeout"]);
    }
    {
      await using _once = await drop(lab.line.up, {
        kind: "next",
        packets: 1,
        match: "tcp flags syn",
      });
      const lost = await ask(client, { ...probe, timeoutMs: 3_000 });
      deepStrictEqual(briefly(lost), ["timeout: SYN retransmitted once"]);
    }
  }
  await lab.exec(lab.client, ["ip", "link", "set", "c0", "down"]);
  for (const probe of ["tcp", "dns"] as const) {
    const down = await ask(client, { probe, address: lab.server4 });
    deepStrictEqual(briefly(down), ["send_failed: Network is unreachable"]);
  }
});

testInNamespaces(
  "DnsProbe and TcpProbe say who cannot deliver, and why",
  async () => {
    await using lab = await openLab();
    await using client = await lab.deno(
      lab.client,
      "client/probes/lab_main.ts",
    );
    const { gateway4, gateway6 } = lab.interfaces[0];
    const cases: readonly [
      route: string,
      address: string,
      expected: string,
    ][] = [
      [
        "unreachable",
        "10.77.9.1",
        `unreachable: host unreachable, says ${gateway4}`,
      ],
      [
        "prohibit",
        "10.77.9.2",
        `unreachable: administratively prohibited, says ${gateway4}`,
      ],
      [
        "unreachable",
        "2001:db8:77::1",
        `unreachable: no route to destination, says ${gateway6}`,
      ],
      [
        "prohibit",
        "2001:db8:77::2",
        `unreachable: administratively prohibited, says ${gateway6}`,
      ],
    ];
    for (const [route, address, expected] of cases) {
      await lab.exec(lab.router, ["ip", "route", "add", route, address]);
      for (const probe of ["dns", "tcp"] as const) {
        const outcomes = await ask(client, { probe, address });
        deepStrictEqual(briefly(outcomes), [expected], `${probe} ${address}`);
      }
    }
  },
);

testInNamespaces(
  "TcpHoldProbe counts resets and silence, and no FIN",
  async () => {
    await using lab = await openLab();
    await using _tcp = await startTcp(lab, {
      443: { kind: "silent" },
      444: { kind: "hold" },
      445: { kind: "close", afterMs: 300 },
      446: { kind: "reset", afterMs: 300 },
    });
    await using client = await lab.deno(
      lab.client,
      "client/probes/lab_main.ts",
    );
    const hold = { probe: "hold", address: lab.server4 } as const;
    const cases: readonly [
      port: number,
      expected: readonly string[],
      why: string,
    ][] = [
      [443, ["ok", "ok", "ok", "ok"], "silent, and alive by its keepalives"],
      [444, ["ok"], "sends"],
      [445, ["ok: closed in order by the far end"], "closes in order"],
      [446, ["reset: Connection reset by peer"], "resets"],
    ];
    for (const [port, expected, why] of cases) {
      const reports = expected.length;
      const outcomes = await ask(client, {
        ...hold,
        port,
        reports,
        timeoutMs: 2_000,
      });
      deepStrictEqual(briefly(outcomes), expected, why);
    }
    // The SYN gets through, and nothing after it.
    await using _hole = await drop(lab.line.up, {
      kind: "all",
      match: "tcp flags & syn == 0",
    });
    const silent = { ...hold, reports: 4, timeoutMs: 2_000 };
    const outcomes = briefly(await ask(client, silent));
    deepStrictEqual(outcomes[0], "ok");
    ok(outcomes.includes("reset: silent for more than 2 s"), `${outcomes}`);
  },
);
