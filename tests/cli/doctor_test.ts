import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { run } from "../lab/command.ts";
import { setResolvers } from "../lab/namespaces.ts";
import { testInNamespaces } from "../support/skip.ts";
import {
  endBy,
  finish,
  openBareNamespace,
  start,
  temporaryFolder,
  until,
} from "./program.ts";
import { count, isThere } from "./recorded.ts";

/** A router with a switch, and a client with two cards on it, as many homes have. */
function wiring(client: string, router: string): readonly string[] {
  const cards = ["a0", "b0"].flatMap((name, index) => [
    `ip -n ${router} link add p${name} type veth peer name ${name} netns ${client}`,
    `ip -n ${router} link set p${name} master br0 up`,
    `ip -n ${client} link set ${name} up`,
    `ip -n ${client} addr add 192.0.2.${2 + index}/24 dev ${name}`,
  ]);
  return [
    `ip -n ${router} link add br0 type bridge`,
    `ip -n ${router} link set lo up`,
    `ip -n ${router} link set br0 up`,
    `ip -n ${router} addr add 192.0.2.1/24 dev br0`,
    `ip -n ${router} addr add 1.1.1.1/32 dev lo`,
    ...cards,
    `ip -n ${client} route add default via 192.0.2.1 dev a0`,
    `ip netns exec ${client} sysctl -qw net.ipv4.conf.all.rp_filter=1`,
  ];
}

const CONFIGURATION = `
[general]
interfaces = ["a0", "b0"]
family = "4"
[targets]
isp_gateway = "none"
public_dns = ["1.1.1.1"]
[tests.dns]
enabled = false
[tests.tcp]
enabled = false
`;

testInNamespaces(
  "doctor finds why a second interface is silent, and its commands mend it",
  async () => {
    await using client = await openBareNamespace();
    await using router = await openBareNamespace();
    await using folder = await temporaryFolder();
    const here = { namespace: client.namespace, folder: folder.path };
    for (const command of wiring(client.namespace, router.namespace)) {
      await run(command.split(" "));
    }
    await Deno.writeTextFile(`${folder.path}/client.conf`, CONFIGURATION);
    ok(await answered("b0", "before.db") === 0, "silent at first");

    const { code, stdout } = await finish(here, [
      "doctor",
      "--db",
      "before.db",
    ]);
    strictEqual(code, 1);
    const commands = stdout.split("\n").map((line) => line.trim())
      .filter((line) => line.startsWith("sudo "))
      .map((line) => line.replace("sudo ", ""));
    deepStrictEqual(
      commands.map((command) => command.replace(/metric \d+/, "metric N")),
      [
        "ip -4 route add default via 192.0.2.1 dev b0 metric N",
        "sysctl -w net.ipv4.conf.b0.rp_filter=2",
        "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
      ],
    );
    for (const command of commands) {
      await run([
        "ip",
        "netns",
        "exec",
        client.namespace,
        ...command.split(" "),
      ]);
    }
    const mended = await finish(here, ["doctor", "--db", "before.db"]);
    strictEqual(mended.code, 0, mended.stdout);
    ok(/^ok +interfaces +each of a0, b0 has its own way$/m.test(mended.stdout));
    ok(await answered("b0", "after.db") > 0, "heard afterwards");

    /** How many pings of an interface are answered while another's are. */
    async function answered(name: string, file: string): Promise<number> {
      const db = `${folder.path}/${file}`;
      await using monitor = await start(here, ["--db", db]);
      const pings = (of: string) =>
        `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
         AND target = '1.1.1.1' AND status = 'ok' AND interface = '${of}'`;
      await until(
        () => isThere(db) && count(db, pings("a0")) >= 2,
        () => monitor.stderr().join("\n"),
      );
      const found = count(db, pings(name));
      await endBy(monitor, "SIGINT");
      return found;
    }
  },
);

testInNamespaces(
  "doctor says when nobody is named who resolves names",
  async () => {
    await using client = await openBareNamespace();
    await using folder = await temporaryFolder();
    const here = { namespace: client.namespace, folder: folder.path };
    const path = `/etc/netns/${client.namespace}/resolv.conf`;
    await setResolvers(client.namespace, []);
    for (const text of ["", "options edns0\n", "nameserver\n# none\n"]) {
      await Deno.writeTextFile(path, text);
      const { stdout } = await finish(here, ["doctor", "--json"]);
      const { findings } = JSON.parse(stdout);
      deepStrictEqual(
        findings.filter(({ subject }: { readonly subject: string }) =>
          subject === "resolvers"
        ),
        [{
          state: "note",
          subject: "resolvers",
          text:
            "/etc/resolv.conf names none, so programs ask 127.0.0.1: no name is found unless a resolver runs there",
        }],
        JSON.stringify(text),
      );
    }
  },
);
