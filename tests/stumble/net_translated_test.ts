import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openHousehold, PUBLIC } from "../cli/household.ts";
import { finish, lineOf, together, until } from "../cli/program.ts";
import { query } from "../cli/recorded.ts";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import {
  NAT64_PREFIX,
  startClientTranslator,
  startTranslator,
} from "../lab/translator.ts";
import { testInNamespaces } from "../support/skip.ts";
import { inClient, watch } from "./stumbling.ts";

/** Neither has an IPv6 side that the program would know. */
const TARGET = "208.67.222.222";
const SERVER = "9.9.9.10";

testInNamespaces(
  "the monitor measures addresses of IPv4 on a line that has only IPv6",
  async () => {
    await together({
      "with NAT64 and DNS64 through the provider's translator, and says so":
        throughProvider,
      "with 464XLAT as IPv4, and the doctor says what that is": throughBoth,
    });
  },
  { tools: ["dnsmasq", "tayga"] },
);

async function throughProvider(): Promise<void> {
  await using home = await openHousehold({
    ipv6: true,
    serverAddresses: ["2606:4700:4700::1111", TARGET, SERVER],
    resolvers: ["2001:db8:64:3::2"],
  });
  const { lab, here, db } = home;
  await inClient(lab.client, "-4 address flush dev c0");
  await startTranslator(lab, here.folder);
  // What a resolver with DNS64 answers to the name of RFC 7050.
  await lab.spawn(lab.server, [
    ...["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv"],
    ...["--bind-interfaces", `--listen-address=${lab.server6}`],
    `--host-record=ipv4only.arpa,192.0.0.170,${NAT64_PREFIX}192.0.0.170`,
  ], { ready: /started, version/ });
  await using _server = await startLabServer(lab);
  await Deno.writeTextFile(
    `${here.folder}/client.conf`,
    `[targets]
public_dns = ["1.1.1.1"]
custom = ["${TARGET}", "192.168.7.7"]
[server]
enabled = true
host = "${SERVER}"
port = ${ECHO_PORT}
shared_secret = "${SECRET}"
`,
    { mode: 0o600 },
  );
  const watched = await watch(home);
  await using monitor = watched.monitor;
  await lineOf(monitor, /9\.9\.9\.10\) over c0, IPv6 answers/);
  const answered = `SELECT DISTINCT test_type || ' ' || target AS what
    FROM measurements WHERE status = 'ok' AND test_type IN ('icmp', 'echo')
    AND target IN ('2606:4700:4700::1111', '${TARGET}', '${SERVER}')
    ORDER BY 1`;
  await until(
    () => query(db, answered).length === 3,
    () => JSON.stringify(query(db, answered)),
  );
  const { code, stdout } = await finish(here, ["doctor", "--db", db]);
  strictEqual(code, 0);
  match(
    stdout,
    /^ok +IPv4 +no default route: addresses of IPv4 are reached through\s+the provider's translator \(NAT64, 64:ff9b::\/96\)$/m,
  );
  const said = await watched.end();
  deepStrictEqual(said.slice(1, 3), [
    "This line has no IPv4: addresses of IPv4 are reached through the provider's translator (NAT64, 64:ff9b::/96)",
    "Cannot measure 192.168.7.7 as there is no way out over that IP version; waiting for one",
  ]);
  deepStrictEqual(said.filter((line) => /down|Outage|lost/.test(line)), []);
  // The server sees IPv4, whose headers are shorter: a train is longer there.
  const train = await finish(here, ["throughput", "--method", "train"]);
  strictEqual(train.code, 0, train.stderr);
  ok(/^upload .*Mbit\/s/m.test(train.stdout), train.stdout);
}

async function throughBoth(): Promise<void> {
  await using home = await openHousehold({
    ipv6: true,
    serverAddresses: [...PUBLIC, "2606:4700:4700::1111"],
  });
  const { lab, here, db } = home;
  await inClient(lab.client, "-4 address flush dev c0");
  await startTranslator(lab, here.folder);
  const own = "2001:db8:98:64::";
  await inClient(lab.router, `-6 route add ${own}/64 via 2001:db8:98:1::2`);
  await startClientTranslator(lab, { folder: here.folder, own });
  const watched = await watch(home);
  await using _monitor = watched.monitor;
  await watched.answered("clat");
  const { stdout } = await finish(here, ["doctor", "--db", db]);
  match(
    stdout,
    /^ok +IPv4 +clat \(vpn\), gateway none, which this machine translates\s+to IPv6 \(464XLAT\)$/m,
  );
  const said = await watched.end();
  deepStrictEqual(
    said.filter((line) => /down|Outage|lost|Cannot|no IPv4/.test(line)),
    [],
  );
}
