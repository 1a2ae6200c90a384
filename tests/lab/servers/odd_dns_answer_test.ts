import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { DnsFault } from "./odd_dns.ts";
import { answer } from "./odd_dns_answer.ts";

/** `dig +noedns a.test A`, id 0x1234. */
const QUERY = Uint8Array.fromHex(
  "1234" + "0100" + "0001" + "0000" + "0000" + "0000" +
    "01610474657374" + "00" + "0001" + "0001",
);

Deno.test("answer() misbehaves as asked", () => {
  const rows: readonly [
    fault: DnsFault,
    transport: "udp" | "tcp",
    idFlagsCounts: string | undefined,
    why: string,
  ][] = [
    ["servfail", "udp", "12348182000100000000", "rcode 2"],
    ["nxdomain", "udp", "12348183000100000000", "rcode 3"],
    ["refused", "tcp", "12348185000100000000", "rcode 5"],
    ["truncated", "udp", "12348380000100000000", "TC and no answer"],
    ["truncated", "tcp", "12348180000100010000", "the answer"],
    ["slow", "udp", "12348180000100010000", "right, only late"],
    ["forged", "udp", "47618180000100010000", "another id"],
    ["silent", "udp", undefined, "nothing"],
  ];
  for (const [fault, transport, expected, why] of rows) {
    const reply = answer(QUERY, fault, transport);
    strictEqual(reply?.subarray(0, 10).toHex(), expected, `${fault}: ${why}`);
  }
});

Deno.test("answer() repeats the question and gives the lab's address", () => {
  const reply = answer(QUERY, "slow", "udp");
  deepStrictEqual(
    reply?.subarray(12).toHex(),
    "01610474657374000001" + "0001" + "c00c00010001" + "0000003c" + "0004" +
      "c0000250",
  );
});

Deno.test("answer() has no address for an AAAA query", () => {
  const query = QUERY.slice();
  query[query.length - 3] = 28;
  strictEqual(answer(query, "slow", "udp")?.length, query.length);
});

Deno.test("answer() stays silent to what is no query", () => {
  strictEqual(answer(new Uint8Array(11), "servfail", "udp"), undefined);
});
