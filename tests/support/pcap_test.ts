import { deepStrictEqual, throws } from "node:assert/strict";
import { capturedRtts } from "./captured_rtt.ts";
import { parseFrame } from "./frame.ts";
import { readPcap } from "./pcap.ts";

const CLIENT4 = "0a620102"; // 10.98.1.2
const SERVER4 = "64400202"; // 100.64.2.2
const CLIENT6 = "20010db8009800010000000000000002"; // 2001:db8:98:1::2
const SERVER6 = "20010db8006400020000000000000002"; // 2001:db8:64:2::2
const MACS = "020000000001" + "020000000002";

/** An Ethernet frame with an ICMP echo over IPv4, padded as on a wire. */
function icmp4(type: string, from: string, to: string): string {
  return MACS + "0800" + "4500001c000040004001" + "0000" + from + to +
    type + "00" + "0000" + "002a" + "0007" + "00".repeat(18);
}

function icmp6(type: string, from: string, to: string): string {
  return MACS + "86dd" + "6000000000083a40" + from + to +
    type + "00" + "0000" + "002b" + "0008";
}

function udp4(): string {
  return MACS + "0800" + "4500001e000040004011" + "0000" + CLIENT4 + SERVER4 +
    "2694" + "0035" + "000a" + "0000" + "beef";
}

/** A pcap file, little-endian with nanoseconds, as tcpdump writes it. */
function pcap(
  records: readonly (readonly [sec: number, nsec: number, frame: string])[],
): Uint8Array {
  return Uint8Array.fromHex(
    "4d3cb2a1" + "02000400" + "00000000" + "00000000" + "00000400" +
      "01000000" +
      records.map(([sec, nsec, frame]) =>
        word(sec) + word(nsec) + word(frame.length / 2) +
        word(frame.length / 2) + frame
      ).join(""),
  );
}

function word(value: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes.toHex();
}

Deno.test("readPcap() gives times to the nanosecond", () => {
  const file = pcap([[1_700_000_000, 999_999_999, "00"], [2, 1, "0102"]]);
  deepStrictEqual([...readPcap(file)], [
    { atNs: 1_700_000_000_999_999_999n, bytes: Uint8Array.of(0) },
    { atNs: 2_000_000_001n, bytes: Uint8Array.of(1, 2) },
  ]);
});

Deno.test("readPcap() reads the other byte order, in microseconds", () => {
  const file = Uint8Array.fromHex(
    "a1b2c3d4" + "00020004" + "00000000" + "00000000" + "00040000" +
      "00000001" + "00000003" + "00000005" + "00000001" + "00000001" + "ff",
  );
  deepStrictEqual([...readPcap(file)], [
    { atNs: 3_000_005_000n, bytes: Uint8Array.of(255) },
  ]);
});

Deno.test("readPcap() leaves out the record that is still being written", () => {
  const file = pcap([[1, 0, "0102"], [2, 0, "0304"]]);
  const times = [...readPcap(file.subarray(0, -1))].map(({ atNs }) => atNs);
  deepStrictEqual(times, [1_000_000_000n]);
});

Deno.test("readPcap() refuses what is no Ethernet pcap", () => {
  const rows: readonly [file: Uint8Array, message: string, why: string][] = [
    [
      new Uint8Array(3),
      "Cannot read the capture: found 3 bytes (allowed: 24 or more)",
      "empty",
    ],
    [
      Uint8Array.fromHex("0a0d0d0a" + "00".repeat(20)),
      "Cannot read the capture: found 0x0a0d0d0a at its start (allowed: pcap, not pcapng)",
      "pcapng",
    ],
    [
      Uint8Array.fromHex("4d3cb2a1" + "00".repeat(16) + "71000000"),
      "Cannot read the capture: found link type 113 (allowed: 1, Ethernet)",
      "tcpdump -i any",
    ],
  ];
  for (const [file, message, why] of rows) {
    throws(() => [...readPcap(file)], { name: "SyntaxError", message }, why);
  }
});

Deno.test("parseFrame() tells echoes and datagrams, and nothing else", () => {
  const rows: readonly [frame: string, found: unknown, why: string][] = [
    [icmp4("08", CLIENT4, SERVER4), {
      kind: "echo_request",
      source: "10.98.1.2",
      destination: "100.64.2.2",
      ident: 42,
      seq: 7,
    }, "IPv4"],
    [icmp6("81", SERVER6, CLIENT6), {
      kind: "echo_reply",
      source: "2001:db8:64:2::2",
      destination: "2001:db8:98:1::2",
      ident: 43,
      seq: 8,
    }, "IPv6"],
    [udp4(), {
      kind: "udp",
      source: "10.98.1.2",
      destination: "100.64.2.2",
      sourcePort: 9876,
      destinationPort: 53,
      payload: Uint8Array.of(0xbe, 0xef),
    }, "UDP"],
    [icmp4("03", SERVER4, CLIENT4), undefined, "an ICMP error"],
    [MACS + "0806" + "00".repeat(46), undefined, "ARP"],
    [icmp4("08", CLIENT4, SERVER4).slice(0, 60), undefined, "cut in IPv4"],
    [icmp6("80", CLIENT6, SERVER6).slice(0, 100), undefined, "cut in IPv6"],
    ["00".repeat(13), undefined, "shorter than Ethernet"],
  ];
  for (const [frame, found, why] of rows) {
    deepStrictEqual(parseFrame(Uint8Array.fromHex(frame)), found, why);
  }
});

Deno.test("capturedRtts() pairs each request with its first reply", () => {
  const request = icmp4("08", CLIENT4, SERVER4);
  const reply = icmp4("00", SERVER4, CLIENT4);
  const file = pcap([
    [1, 0, reply],
    [1, 100, request],
    [1, 350, reply],
    [1, 900, reply],
    [2, 0, icmp6("80", CLIENT6, SERVER6)],
    [3, 5, request],
  ]);
  const rtts = capturedRtts(readPcap(file)).map(({ target, rttNs }) => [
    target,
    rttNs,
  ]);
  deepStrictEqual(rtts, [
    ["100.64.2.2", 250],
    ["2001:db8:64:2::2", undefined],
    ["100.64.2.2", undefined],
  ]);
});
