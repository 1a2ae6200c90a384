/** What people read when a server of their own does not work. @module */

import { match } from "node:assert/strict";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { type Lab, openLab, startDnsmasq } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { start, temporaryFolder, until } from "./program.ts";

const OTHER_SECRET =
  "7d1c09c28a5d4a0e93be5f1c6a60e1b2d8f74c3396ab05de81f2437c9b6e5a10";

/** Runs the monitor until it says what it has to. */
async function says(
  lab: Lab,
  { host, secret = SECRET, port = ECHO_PORT, expected }: {
    readonly host: string;
    readonly secret?: string;
    readonly port?: number;
    readonly expected: RegExp;
  },
): Promise<void> {
  await using folder = await temporaryFolder();
  const config = `${folder.path}/client.conf`;
  await Deno.writeTextFile(
    config,
    `[targets]\npublic_dns = []\n[tests.dns]\nenabled = false\n` +
      `[tests.tcp]\nenabled = false\n[server]\nenabled = true\n` +
      `host = "${host}"\nport = ${port}\nshared_secret = "${secret}"\n`,
    { mode: 0o600 },
  );
  const here = { namespace: lab.client, folder: folder.path };
  await using monitor = await start(here, [
    ...["--config", config, "--db", `${folder.path}/b.db`, "--quiet"],
  ]);
  const said = () => [...monitor.stdout(), ...monitor.stderr()].join("\n");
  await until(() => expected.test(said()), said);
  match(said(), expected);
}

// At once, as some of it is only certain after ten seconds.
testInNamespaces(
  "monitor says what the matter is with a server, and how to tell",
  async () => {
    await using lab = await openLab({ ipv6: false });
    await using _ = await startLabServer(lab);
    await startDnsmasq(lab, [lab.server4]);
    const host = lab.server4;
    const nobody = host.replace(/\d+$/, "77");
    const where = (target: string) =>
      `Server server \\(${target}\\) over c0, IPv4`;
    await Promise.all([
      says(lab, { host, expected: /Server server .* answers, and sees this/ }),
      says(lab, {
        host,
        secret: OTHER_SECRET,
        expected:
          /gives no answer: wrong secret, wrong host or port, or a firewall.* compare shared_secret on both ends\. While kernel_drops rise in `bufferbane-server status`, packets arrive and the secret is wrong; else let its UDP port through/,
      }),
      says(lab, {
        host,
        port: ECHO_PORT + 1,
        expected: new RegExp(
          `${where(host)}: its host is there, but the server process is down ` +
            `\\(port unreachable, says ${host}\\)`,
        ),
      }),
      says(lab, {
        host: nobody,
        expected: new RegExp(
          `${where(nobody)} cannot be reached: host unreachable, says `,
        ),
      }),
      says(lab, {
        host: "no.such.host.example",
        expected:
          /Cannot measure no\.such\.host\.example as its address is unknown \(.*\); asking again/,
      }),
    ]);
  },
  { tools: ["dnsmasq"] },
);
