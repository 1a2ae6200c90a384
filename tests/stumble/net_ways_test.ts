import { deepStrictEqual, match, ok } from "node:assert/strict";
import { openHousehold } from "../cli/household.ts";
import { finish, together } from "../cli/program.ts";
import { count, query } from "../cli/recorded.ts";
import { run } from "../lab/command.ts";
import type { Lab } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { inClient, watch } from "./stumbling.ts";

testInNamespaces(
  "the monitor follows a machine from line to line, and says over what it measures",
  async () => {
    await together({
      "a laptop goes from its cable to Wi-Fi to a telephone and back": laptop,
      "a VPN takes over by halves and by rules, and is gone again": vpn,
      "an address and a name change, and containers come and go": changes,
    });
  },
  { tools: ["dnsmasq"] },
);

/** A router of its own behind a further interface of the client. */
async function attach(
  { router, client }: Lab,
  { name, peer, net }: {
    readonly name: string;
    readonly peer: string;
    readonly net: string;
  },
): Promise<void> {
  await inClient(
    router,
    `link add ${peer} type veth peer name ${name} netns ${client}`,
  );
  await inClient(router, `address add ${net}.1/24 dev ${peer}`);
  await inClient(router, `link set ${peer} up`);
  await inClient(client, `address add ${net}.2/24 dev ${name}`);
  await inClient(client, `link set ${name} up`);
}

async function laptop(): Promise<void> {
  await using home = await openHousehold({ interfaces: ["eth0", "wlan0"] });
  const { lab, db } = home;
  const watched = await watch(home);
  await using _monitor = watched.monitor;
  const cable = (state: string) =>
    inClient(lab.router, `link set lan0 ${state}`);
  await cable("down");
  await watched.after(
    ["route delete default dev eth0"],
    /IPv4 now goes over wlan0, router 10\.98\.2\.1 \(before: eth0, router 10\.98\.1\.1\)/,
  );
  await watched.answered("wlan0");
  await cable("up");
  await watched.after(
    ["route replace default via 10.98.1.1 dev eth0 metric 100"],
    /IPv4 now goes over eth0, router 10\.98\.1\.1 \(before: wlan0/,
  );
  await attach(lab, { name: "usb0", peer: "phone", net: "10.98.9" });
  await watched.after(
    ["route add default via 10.98.9.1 dev usb0 metric 50"],
    /IPv4 now goes over usb0, router 10\.98\.9\.1/,
  );
  await watched.answered("usb0");
  await watched.after(["link delete usb0"], /^.{10}usb0 has gone$/);
  const said = await watched.end();
  ok(said.some((line) => /^IPv4 now goes over eth0.*before: usb0/.test(line)));
  deepStrictEqual(
    said.filter((line) => /waiting for it|Outage/.test(line)),
    ["eth0 has no link (cable, access point, modem); waiting for it"],
  );
  deepStrictEqual(
    query(db, "SELECT * FROM events WHERE event_type = 'outage'"),
    [],
    "nobody was offline for long",
  );
  deepStrictEqual(
    query(
      db,
      `SELECT interface FROM events
       WHERE event_type = 'interface_down' AND duration_ms IS NULL`,
    ),
    [],
    "and nothing goes on",
  );
}

async function vpn(): Promise<void> {
  await using home = await openHousehold({ interfaces: ["eth0"] });
  const { lab, here, db } = home;
  await attach(lab, { name: "tun0", peer: "vpn", net: "10.98.8" });
  const watched = await watch(home);
  await using _monitor = watched.monitor;
  const taken = /IPv4 now goes over tun0, router 10\.98\.8\.1 \(before: eth0/;
  const given = /IPv4 now goes over eth0, router 10\.98\.1\.1 \(before: tun0/;
  // As OpenVPN does, and then as wg-quick does.
  const halves = ["0.0.0.0/1", "128.0.0.0/1"];
  await watched.after(
    halves.map((half) => `route add ${half} via 10.98.8.1`),
    taken,
  );
  await watched.answered("tun0");
  const { stdout } = await finish(here, ["doctor", "--db", db]);
  match(stdout, /^ok +IPv4 +tun0 \(vpn\), gateway 10\.98\.8\.1$/m);
  await watched.after(halves.map((half) => `route delete ${half}`), given);
  await watched.after([
    "route add default via 10.98.8.1 dev tun0 table 51820",
    "rule add not fwmark 51820 table 51820",
    "rule add table main suppress_prefixlength 0",
  ], taken);
  await watched.after(["link delete tun0"], given);
  const said = await watched.end();
  ok(said.includes("tun0 has gone"), said.join("\n"));
  deepStrictEqual(said.filter((line) => /down|Outage/.test(line)), []);
  const lost = `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
    AND packet_loss_pct > 0`;
  // A round may leave between two commands.
  ok(count(db, lost) <= 6, `${count(db, lost)} lost`);
}

async function changes(): Promise<void> {
  await using home = await openHousehold({ interfaces: ["eth0"] });
  const { lab, db } = home;
  const watched = await watch(home);
  await using _monitor = watched.monitor;
  const ip = ["ip", "-n", lab.client, "-batch", "-"];
  await run(
    ip,
    `address flush dev eth0
     address add 10.98.1.50/24 dev eth0
     route add default via 10.98.1.1 dev eth0\n`,
  );
  await watched.after([
    "link set eth0 down",
    "link set eth0 name lan7",
    "link set lan7 up",
    "route add default via 10.98.1.1 dev lan7",
  ], /IPv4 now goes over lan7, router|The gateway on lan7 is now/);
  await watched.answered("lan7");
  const veths = Array.from({ length: 40 }, (_, i) => `veth${i}`);
  await run(
    ip,
    [
      "link add docker0 type bridge",
      "address add 172.17.0.1/16 dev docker0",
      "link set docker0 up",
      ...veths.flatMap((name) => [
        `link add ${name} type veth peer name of-${name}`,
        `link set ${name} master docker0 up`,
        `link set of-${name} up`,
      ]),
      ...veths.map((name) => `link delete ${name}`),
    ].join("\n") + "\n",
  );
  const before = count(db, "SELECT count(*) FROM ticks");
  await watched.answered("lan7");
  ok(count(db, "SELECT count(*) FROM ticks") >= before);
  const said = await watched.end();
  deepStrictEqual(said.filter((line) => /veth|docker|Outage/.test(line)), []);
}
