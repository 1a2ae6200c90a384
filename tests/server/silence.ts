/**
 * T7: what is no client's is answered by nothing at all, as a capture on the
 * server's own interface proves.
 *
 * @module
 */

import { capture, type Lab, openLab } from "../lab/mod.ts";
import { within } from "../lab/lab.ts";
import { readPcap } from "../support/pcap.ts";
import {
  newSecret,
  type RunningServer,
  startServer,
} from "./running_server.ts";

const PORT = 9876;

/** What strangers got out of a server. */
export interface Silence {
  /** What each sender of noise had back, and whether a real KNOCK was answered. */
  readonly noise: readonly string[];
  /** What nmap says of the UDP port. */
  readonly udpScan: string;
  /** What nmap says of the TCP port, before and during a grant for another. */
  readonly tcpScans: readonly string[];
  /** Whether the granted client got in meanwhile. */
  readonly granted: string;
  /** Packets that left: UDP or TCP of the port, ICMP about it. */
  readonly packetsOut: number;
  /** What the server counted. */
  readonly status: Awaited<ReturnType<RunningServer["status"]>>;
}

/** Whatever the server's machine says: UDP and TCP of the port, ICMP about it. */
function anythingOut(lab: Lab): string {
  // What asks for neighbours is IPv6's own, and not about the port.
  return `(src port ${PORT}) or (icmp and src host ${lab.server4}) or ` +
    `(icmp6 and ip6[40] == 1 and src host ${lab.server6})`;
}

async function countOut(
  lab: Lab,
  filter: string,
  act: () => Promise<void>,
): Promise<number> {
  const file = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    const options = { namespace: lab.server, device: "s0", file, filter };
    await using recording = await capture(lab, options);
    await act();
    await recording.stop();
    return [...readPcap(await Deno.readFile(file))].length;
  } finally {
    await Deno.remove(file);
  }
}

/**
 * Lets strangers try a server in a lab.
 *
 * @param datagrams How many of them send noise, half over each IP version.
 */
export async function tryInVain(datagrams: number): Promise<Silence> {
  await using lab = await openLab();
  const secret = newSecret();
  await using server = await startServer({
    secret,
    port: PORT,
    prefix: within(lab.server, []),
  });
  const scan = (namespace: string, kind: "-sU" | "-sS") =>
    lab.exec(namespace, [
      ...["nmap", kind, "-Pn", "-n", "--reason"],
      ...["-p", `${PORT}`, lab.server4],
    ]);
  const noise: string[] = [];
  const tcpScans: string[] = [];
  let udpScan = "";
  const packetsOut = await countOut(lab, anythingOut(lab), async () => {
    for (const address of [lab.server4, lab.server6]) {
      const noisy = await lab.deno(lab.client, "tests/server/noise_main.ts", {
        args: [address, `${PORT}`, secret, `${datagrams / 2}`],
      });
      await noisy.ended;
      noise.push(...noisy.stdout(), ...noisy.stderr());
    }
    udpScan = await scan(lab.client, "-sU");
    tcpScans.push(await scan(lab.client, "-sS"));
  });
  const status = await server.status();
  // nmap tells a SYN-ACK or RST from silence by itself.
  const client = await lab.deno(lab.client, "tests/server/granted_main.ts", {
    args: [lab.server4, `${PORT}`, secret],
    ready: /granted/,
  });
  tcpScans.push(await scan(lab.router, "-sS"));
  const granted = await client.ask("connect");
  await client.ended;
  return { noise, udpScan, tcpScans, granted, packetsOut, status };
}
