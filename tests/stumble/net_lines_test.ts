import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openHousehold, PUBLIC } from "../cli/household.ts";
import { finish, lineOf, together, until } from "../cli/program.ts";
import { count, query } from "../cli/recorded.ts";
import { testInNamespaces } from "../support/skip.ts";
import { inClient, watch } from "./stumbling.ts";

testInNamespaces(
  "the monitor says what kind of line it finds",
  async () => {
    await together({
      "without a default route it says so, and goes on when there is one":
        cutOff,
      "on an IPv6-only line it measures pings and TCP over IPv6": ipv6Only,
      "with both IP versions it says which of them was lost": oneLost,
      "behind a login page it says that there is one": captive,
      "behind a login page at a public address it says so, too": captivePublic,
      "behind a filter that lets only names through it says that, and when more does":
        namesOnly,
    });
  },
  { tools: ["dnsmasq"] },
);

async function cutOff(): Promise<void> {
  await using home = await openHousehold();
  const { lab, here, db } = home;
  await inClient(lab.client, "route delete default");
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(
    monitor,
    /This machine has no default route, so nothing on the internet can be reached; waiting for one$/,
  );
  await lineOf(monitor, /Line down on c0: .*own connection is down/);
  const before = await finish(here, ["doctor", "--db", db]);
  strictEqual(
    before.stdout.match(/^note +IPv[46] +no default route/gm)?.length,
    2,
  );
  await watched.after(
    ["route add default via 10.98.1.1"],
    /The gateway on c0 is now 10\.98\.1\.1 \(it was none\)/,
  );
  await lineOf(monitor, /Line up again on c0 after \d/);
  await watched.answered("c0");
  const after = await finish(here, ["doctor", "--db", db]);
  match(after.stdout, /^ok +IPv4 +c0 \(unknown\), gateway 10\.98\.1\.1$/m);
  match(after.stdout, /^ok +IPv6 +no default route: nothing far away/m);
  const said = await watched.end();
  deepStrictEqual(said.filter((line) => /answers again/.test(line)), []);
}

async function ipv6Only(): Promise<void> {
  await using home = await openHousehold({
    ipv6: true,
    serverAddresses: [
      "2606:4700:4700::1111",
      "2001:4860:4860::8888",
      "2620:fe::fe",
    ],
    resolvers: ["2001:db8:64:3::2"],
  });
  const { lab, here, db } = home;
  await inClient(lab.client, "-4 address flush dev c0");
  await Deno.writeTextFile(
    `${here.folder}/client.conf`,
    '[targets]\ncustom = ["192.0.2.7", "2001:db8:64:3::2"]\n',
  );
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(monitor, /first router on c0 is 2001:db8:64:1::2/);
  const targets = `SELECT DISTINCT test_type || ' ' || target AS what
    FROM measurements WHERE status = 'ok' AND test_type IN ('icmp', 'tcp')
    ORDER BY 1`;
  await until(
    () => query(db, targets).length >= 7,
    () => JSON.stringify(query(db, targets)),
  );
  const { stdout } = await finish(here, ["doctor", "--db", db]);
  match(stdout, /^ok +IPv6 +c0 \(unknown\), gateway 2001:db8:98:1::1$/m);
  ok(!/^(note|FAULT) +IPv/m.test(stdout), stdout);
  const said = await watched.end();
  deepStrictEqual(said, [
    `Measuring every second, into ${db}`,
    "Cannot measure 192.0.2.7 as there is no way out over that IP version; waiting for one",
    "The provider's first router on c0 is 2001:db8:64:1::2",
  ]);
  deepStrictEqual(query(db, targets).map(({ what }) => what), [
    "icmp 2001:4860:4860::8888",
    "icmp 2001:db8:64:1::2",
    "icmp 2001:db8:64:3::2",
    "icmp 2001:db8:98:1::1",
    "icmp 2606:4700:4700::1111",
    "icmp 2620:fe::fe",
    "tcp 2606:4700:4700::1111",
  ]);
}

async function oneLost(): Promise<void> {
  await using home = await openHousehold({
    ipv6: true,
    serverAddresses: [...PUBLIC, "2606:4700:4700::1111", "2620:fe::fe"],
  });
  const { db } = home;
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(monitor, /first router on c0 is 2001:db8:64:1::2/);
  await watched.after(
    ["-6 route delete default"],
    /IPv6 down on c0: no answer from any of \d targets; IPv4 is fine$/,
  );
  // A TCP connection over IPv4 comes in between, and says nothing of IPv6.
  await watched.after(
    ["-6 route add default via 2001:db8:98:1::1 dev c0"],
    /IPv6 up again on c0 after \d/,
  );
  const said = await watched.end();
  ok(
    said.includes(
      "There is no gateway on c0 any more (it was 2001:db8:98:1::1)",
    ),
  );
  const lost = `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
    AND packet_loss_pct > 0 AND target NOT LIKE '%:%'`;
  strictEqual(count(db, lost), 0, "IPv4 lost nothing");
}

async function captive(): Promise<void> {
  await using home = await openHousehold({ resolvers: ["10.98.1.1"] });
  const { lab, here, db } = home;
  await lab.spawn(lab.router, [
    ...["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv"],
    ...["--bind-interfaces", "--listen-address=10.98.1.1"],
    "--address=/#/10.98.1.1",
  ], { ready: /started, version/ });
  // The portal answers in everybody's name, or drops: pings, too.
  await lab.exec(
    lab.router,
    ["nft", "-f", "-"],
    `table ip portal {
      chain names {
        type nat hook prerouting priority dstnat
        iifname "lan0" udp dport 53 dnat to 10.98.1.1
        iifname "lan0" ip daddr 1.1.1.1 meta l4proto icmp dnat to 10.98.1.1
      }
      chain others {
        type filter hook forward priority 0
        iifname "lan0" drop
      }
    }
`,
  );
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(
    monitor,
    /Every name on c0 is answered with 10\.98\.1\.1, which is no address of the internet: a login page \(captive portal\) probably stands before the internet; open http:\/\/example\.com in a browser$/,
  );
  await watched.end();
  const { stdout } = await finish(here, [
    "events",
    "--last",
    "1h",
    "--db",
    db,
  ]);
  strictEqual(stdout.match(/warning +captive_portal/g)?.length, 1, stdout);
  const answers =
    "SELECT count(*) FROM measurements WHERE test_type = 'dns' AND status = 'ok'";
  ok(count(db, answers) > 0, "they were answers all the same");
}

async function captivePublic(): Promise<void> {
  await using home = await openHousehold({ resolvers: ["10.98.1.1"] });
  const { lab } = home;
  await lab.spawn(lab.router, [
    ...["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv"],
    ...["--bind-interfaces", "--listen-address=10.98.1.1"],
    "--address=/#/198.51.100.9",
  ], { ready: /started, version/ });
  await lab.exec(
    lab.router,
    ["nft", "-f", "-"],
    `table ip portal {
      chain names {
        type nat hook prerouting priority dstnat
        iifname "lan0" udp dport 53 dnat to 10.98.1.1
      }
    }
`,
  );
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(
    monitor,
    /Every name on c0 is answered with 198\.51\.100\.9: a login page \(captive portal\) probably stands before the internet/,
  );
  await watched.end();
}

async function namesOnly(): Promise<void> {
  await using home = await openHousehold();
  const { lab, here } = home;
  await lab.exec(
    lab.router,
    ["nft", "-f", "-"],
    `table ip filter {
      chain others {
        type filter hook forward priority 0
        iifname "lan0" udp dport 53 accept
        iifname "lan0" drop
      }
    }
`,
  );
  await Deno.writeTextFile(
    `${here.folder}/client.conf`,
    "[tests.dns]\nrandom_interval_s = 1\n",
  );
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(
    monitor,
    /Names are answered on c0, and nothing else beyond the router: a login page \(captive portal\) or a filter probably stands before the internet/,
  );
  await lab.exec(lab.router, ["nft", "delete", "table", "ip", "filter"]);
  await lineOf(monitor, /More than names gets through on c0 again$/);
  await watched.end();
}
