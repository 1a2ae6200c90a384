/**
 * Resolvers that misbehave: `odd_dns_main.ts '{"192.0.2.1":"servfail"}'`.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { type DnsFault, SLOW_DNS_MS } from "./odd_dns.ts";
import { answer } from "./odd_dns_answer.ts";

const PORT = 53;

async function serveUdp(address: string, fault: DnsFault): Promise<void> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.on("message", (query, peer) => {
    const reply = answer(query, fault, "udp");
    if (reply === undefined) return;
    setTimeout(
      () => socket.send(reply, peer.port, peer.address),
      fault === "slow" ? SLOW_DNS_MS : 0,
    );
  });
  socket.bind(PORT, address);
  await once(socket, "listening");
}

async function serveTcp(address: string, fault: DnsFault): Promise<void> {
  const server = createServer((connection) => {
    connection.on("error", () => connection.destroy());
    connection.on("data", (message: unknown) => {
      // Texts come only to those who set an encoding.
      if (!(message instanceof Uint8Array)) return;
      // Two bytes of length first (RFC 1035 4.2.2); a query fits one segment.
      const reply = answer(message.subarray(2), fault, "tcp");
      if (reply === undefined) return;
      const framed = new Uint8Array(2 + reply.length);
      new DataView(framed.buffer).setUint16(0, reply.length);
      framed.set(reply, 2);
      connection.write(framed);
    });
  });
  server.listen(PORT, address);
  await once(server, "listening");
}

async function main([json = "{}"]: readonly string[]): Promise<void> {
  // Written by startOddDns(), as its type says.
  const faults = JSON.parse(json) as Readonly<Record<string, DnsFault>>;
  for (const [address, fault] of Object.entries(faults)) {
    await serveUdp(address, fault);
    await serveTcp(address, fault);
  }
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
}

if (import.meta.main) await main(Deno.args);
