import { deepStrictEqual } from "node:assert/strict";
import { readFping, readPing } from "./reported_rtt.ts";

Deno.test("readPing() reads replies, and leaves out copies and errors", () => {
  const output = `PING 100.64.2.2 (100.64.2.2) 56(84) bytes of data.
64 bytes from 100.64.2.2: icmp_seq=1 ttl=62 time=0.041 ms
64 bytes from 100.64.2.2: icmp_seq=1 ttl=62 time=0.052 ms (DUP!)
From 10.98.1.1 icmp_seq=2 Destination Host Unreachable
64 bytes from 100.64.2.2: icmp_seq=3 ttl=62 time=20.1 ms
`;
  deepStrictEqual(readPing(output), [
    { index: 0, rttNs: 41_000 },
    { index: 2, rttNs: 20_100_000 },
  ]);
});

Deno.test("readFping() reads replies, and leaves out what timed out", () => {
  const output = `100.64.2.2 : [0], 64 bytes, 0.030 ms (0.030 avg, 0% loss)
100.64.2.2 : [1], timed out (0.030 avg, 50% loss)
100.64.2.2 : [2], 64 bytes, 5.05 ms (2.54 avg, 33% loss)
`;
  deepStrictEqual(readFping(output), [
    { index: 0, rttNs: 30_000 },
    { index: 2, rttNs: 5_050_000 },
  ]);
});
