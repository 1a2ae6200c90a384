import { deepStrictEqual } from "node:assert/strict";
import { capturedExchanges, networkRtts } from "./captured_udp.ts";
import type { CapturedPacket } from "./pcap.ts";

const PORT = 9876;

/** An Ethernet frame with an IPv4 UDP datagram that carries one byte. */
function packet(
  atNs: number,
  way: "up" | "down",
  byte: number,
): CapturedPacket {
  const bytes = new Uint8Array(14 + 20 + 8 + 1);
  const view = new DataView(bytes.buffer);
  view.setUint16(12, 0x0800);
  view.setUint8(14, 0x45);
  view.setUint16(16, 29);
  view.setUint8(23, 17);
  view.setUint16(34, way === "up" ? 40_000 : PORT);
  view.setUint16(36, way === "up" ? PORT : 40_000);
  view.setUint8(42, byte);
  return { atNs: BigInt(atNs), bytes };
}

Deno.test("networkRtts() leaves out what the server took", () => {
  const options = {
    port: PORT,
    isWanted: ([byte = 0]: Uint8Array) => byte < 9,
  };
  const atClient = capturedExchanges([
    packet(100, "up", 1),
    packet(120, "up", 9),
    packet(180, "down", 2),
    packet(200, "up", 3),
    packet(300, "up", 4),
    packet(390, "down", 5),
    packet(395, "down", 5),
  ], options);
  const atServer = capturedExchanges([
    packet(1010, "up", 1),
    packet(1040, "down", 2),
    packet(1210, "up", 4),
    packet(1230, "down", 5),
  ], options);
  deepStrictEqual(atClient.map(({ rttNs }) => rttNs), [80, undefined, 90]);
  deepStrictEqual(networkRtts(atClient, atServer), [50, undefined, 70]);
});
