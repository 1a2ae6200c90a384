import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { tryInVain } from "./silence.ts";

const DATAGRAMS = 100_000;

testInNamespaces(
  `bufferbane-server answers none of ${DATAGRAMS} datagrams and no SYN that are not a client's, nor does its kernel`,
  async () => {
    const silence = await tryInVain(DATAGRAMS);
    deepStrictEqual(silence.noise, [
      "answered 0, then granted 1",
      "answered 0, then granted 1",
    ]);
    match(silence.udpScan, /9876\/udp open\|filtered .*no-response/);
    for (const scan of silence.tcpScans) {
      match(scan, /9876\/tcp filtered .*no-response/);
    }
    strictEqual(silence.packetsOut, 2, "one KNOCK_ACK over each IP version");
    strictEqual(silence.granted, "connected");
    const { drops, totals } = silence.status;
    strictEqual(totals["sent"], 2);
    ok(
      (drops["not_authentic"] ?? 0) > 0,
      "lookalike KNOCKs reached the cipher",
    );
    ok((drops["no_session"] ?? 0) > 0, "lookalike ECHOs found no session");
  },
  { tools: ["tcpdump", "nmap"] },
);
