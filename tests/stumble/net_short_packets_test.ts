import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openHousehold } from "../cli/household.ts";
import { finish } from "../cli/program.ts";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { testInNamespaces } from "../support/skip.ts";
import { inClient } from "./stumbling.ts";

const BY_DATAGRAMS = ["throughput", "--method", "search", "--duration", "2s"];
const WHY =
  "packets of 1228 bytes may be too long for the way (`--method tcp` does without them)\n";

testInNamespaces(
  "where packets may have 576 bytes only, load tests by datagrams say why there are none, and TCP goes on",
  async () => {
    await using home = await openHousehold();
    const { lab, here } = home;
    await using _server = await startLabServer(lab);
    await Deno.writeTextFile(
      `${here.folder}/client.conf`,
      `[server]
enabled = true
host = "${lab.server4}"
port = ${ECHO_PORT}
shared_secret = "${SECRET}"
`,
      { mode: 0o600 },
    );
    const errorOf = async (direction: string): Promise<string> => {
      const args = [...BY_DATAGRAMS, "--direction", direction];
      const { code, stderr } = await finish(here, args);
      strictEqual(code, 1, stderr);
      return stderr;
    };
    await inClient(lab.client, "link set c0 mtu 576");
    strictEqual(await errorOf("up"), `Cannot send the load: ${WHY}`);
    await inClient(lab.client, "link set c0 mtu 1500");
    await inClient(lab.client, "route replace default via 10.98.1.1");
    const provider = lab.hops[1]?.namespace ?? "";
    await inClient(lab.router, "link set wan mtu 576");
    await inClient(provider, "link set down0 mtu 576");
    deepStrictEqual([await errorOf("up"), await errorOf("down")], [
      `Nothing of the load arrives at the server: ${WHY}`,
      `Nothing of the load arrives from the server: ${WHY}`,
    ]);
    const tcp = ["throughput", "--duration", "1s", "--direction", "up"];
    const { code, stderr } = await finish(here, tcp);
    strictEqual(code, 0, stderr);
  },
  { tools: ["dnsmasq"] },
);
