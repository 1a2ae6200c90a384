import { deepStrictEqual } from "node:assert/strict";
import { linesOf } from "./line_protocol.ts";
import { batchOf } from "./testing.ts";

Deno.test("linesOf() writes a line a series, with all that has to be escaped", () => {
  deepStrictEqual(linesOf(batchOf()).split("\n"), [
    "probes_sent_total,host=nas,target=1.1.1.1 value=120 1795168800500000000",
    "link_up,host=nas value=1 1795168800500000000",
    "rtt_seconds,host=nas,target=a\\ b\\,c\\=d " +
    "+Inf=3,0.01=0,0.1=2,count=3,sum=0.54 1795168800500000000",
    "",
  ]);
});
