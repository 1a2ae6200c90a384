import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { capture, openLab } from "../lab/mod.ts";
import { within } from "../lab/lab.ts";
import { readPcap } from "../support/pcap.ts";
import { testInNamespaces } from "../support/skip.ts";
import { newSecret, startServer } from "./running_server.ts";

const PORT = 9876;
const DATAGRAMS = 100_000;

testInNamespaces(
  `bufferbane-server answers none of ${DATAGRAMS} datagrams that are not a client's, nor does its kernel`,
  async () => {
    await using lab = await openLab();
    const secret = newSecret();
    await using server = await startServer({
      secret,
      port: PORT,
      prefix: within(lab.server, []),
    });
    const file = await Deno.makeTempFile({ suffix: ".pcap" });
    try {
      // Whatever the server's machine says: UDP of the port, or ICMP about it.
      // What asks for neighbours is IPv6's own, and not about the port.
      const recording = await capture(lab, {
        namespace: lab.server,
        device: "s0",
        file,
        filter:
          `(udp src port ${PORT}) or (icmp and src host ${lab.server4}) or ` +
          `(icmp6 and ip6[40] == 1 and src host ${lab.server6})`,
      });
      for (const address of [lab.server4, lab.server6]) {
        const noise = await lab.deno(
          lab.client,
          "tests/server/noise_main.ts",
          { args: [address, `${PORT}`, secret, `${DATAGRAMS / 2}`] },
        );
        strictEqual(await noise.ended, 0, noise.stderr().join("\n"));
        deepStrictEqual(noise.stdout(), [
          "answered 0, then granted 1",
        ]);
      }
      const scan = await lab.exec(lab.client, [
        ...["nmap", "-sU", "-Pn", "-n", "--reason"],
        ...["-p", `${PORT}`, lab.server4],
      ]);
      ok(/9876\/udp open\|filtered .*no-response/.test(scan), scan);
      await recording.stop();
      const said = [...readPcap(await Deno.readFile(file))];
      strictEqual(said.length, 2, "one KNOCK_ACK over IPv4, one over IPv6");
    } finally {
      await Deno.remove(file);
    }
    const { drops, totals } = await server.status();
    strictEqual(totals["sent"], 2);
    ok(
      (drops["not_authentic"] ?? 0) > 0,
      "lookalike KNOCKs reached the cipher",
    );
    ok((drops["no_session"] ?? 0) > 0, "lookalike ECHOs found no session");
    strictEqual(
      await server.process.stop().then(() => server.process.ended),
      0,
    );
  },
  { tools: ["tcpdump", "nmap"] },
);
