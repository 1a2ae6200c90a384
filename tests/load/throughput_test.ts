import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { capture } from "../lab/mod.ts";
import { coreAddresses } from "../lab/topology.ts";
import { readPcap } from "../support/pcap.ts";
import { testInNamespaces } from "../support/skip.ts";
import { halfSecondBytes } from "./device_bytes.ts";
import { lineBps, openLine } from "./line.ts";

for (const rateBps of [5e6, 50e6]) {
  testInNamespaces(
    `bufferbane throughput finds a line of ${
      rateBps / 1e6
    } Mbit/s within 5 %, both ways`,
    async () => {
      await using line = await openLine({ rateBps });
      const { results } = await line.measure(["--duration", "4s"]);
      deepStrictEqual(results.map(({ direction }) => direction), [
        "down",
        "up",
      ]);
      for (const result of results) {
        ok(result.method === "tcp");
        const { direction, bps, flows, durationMs } = result;
        const share = lineBps(bps) / rateBps;
        ok(share > 0.95 && share < 1.05, `${direction}: ${share} of the line`);
        strictEqual(flows, 4);
        ok(durationMs > 3_500 && durationMs < 4_500, `${durationMs} ms`);
      }
    },
  );
}

testInNamespaces(
  "bufferbane-server's TCP port answers no SYN, before, while and after a test",
  async () => {
    await using line = await openLine({ rateBps: 50e6 });
    const { lab } = line;
    const file = await Deno.makeTempFile({ suffix: ".pcap" });
    try {
      // From the home router: another host than the client.
      const said = await capture(lab, {
        namespace: lab.router,
        device: "wan",
        file,
        filter: `src host ${lab.server4} and dst host ${
          coreAddresses(1).near4
        }`,
      });
      const knock = () =>
        lab.exec(lab.router, [
          ...["sh", "-c", '"$@" 2>&1; echo "code $?"', "sh"],
          ...["timeout", "1", "bash", "-c"],
          `</dev/tcp/${lab.server4}/9876`,
        ]);
      const before = await knock();
      const client = await line.start(["--duration", "5s"]);
      const meanwhile = await knock();
      await client.stop("SIGINT");
      const after = await knock();
      // 124: timeout(1) had to end it, as neither SYN-ACK nor RST came.
      deepStrictEqual([before, meanwhile, after], Array(3).fill("code 124\n"));
      await said.stop();
      strictEqual([...readPcap(await Deno.readFile(file))].length, 0);
    } finally {
      await Deno.remove(file);
    }
  },
  { tools: ["tcpdump", "bash", "timeout"] },
);

testInNamespaces(
  "bufferbane throughput and its server stop within a second of each other's end",
  async (test) => {
    const cases = [
      ["down", "client", "SIGKILL"],
      ["down", "client", "SIGINT"],
      ["down", "server", "SIGKILL"],
      ["up", "client", "SIGKILL"],
      ["up", "server", "SIGKILL"],
    ] as const;
    for (const [direction, victim, signal] of cases) {
      await test.step(`${direction}, ${signal} to the ${victim}`, async () => {
        await using line = await openLine({ rateBps: 20e6 });
        const { lab, server } = line;
        const client = await line.start([
          ...["--direction", direction, "--duration", "20s"],
        ]);
        const far = direction === "down"
          ? { namespace: lab.client, device: "c0" }
          : { namespace: lab.server, device: "s0" };
        ok(await halfSecondBytes(lab, far) > 500_000, "the line is loaded");
        const process = victim === "client" ? client : server.process;
        await process.stop(signal);
        await new Promise((resolve) => setTimeout(resolve, 800));
        const bytes = await halfSecondBytes(lab, far);
        ok(bytes < 10_000, `${bytes} bytes in half a second, 0.8 s later`);
      });
    }
  },
);
