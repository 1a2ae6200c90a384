import { strictEqual, throws } from "node:assert/strict";
import { assemble, listing } from "./assembler.ts";
import {
  addAtOnce,
  call,
  compute,
  exit,
  fromNetwork,
  goTo,
  jumpIf,
  label,
  type Line,
  load,
  loadMap,
  store,
} from "./instruction.ts";

/** Instructions, as RFC 9669, sections 3 to 5, has them, in hexadecimal. */
const ENCODINGS: readonly (readonly [Line, string, string])[] = [
  [compute("r6", "=", "r1"), "r6 = r1", "bf16000000000000"],
  [compute("r1", "=", -1), "r1 = -1", "b7010000ffffffff"],
  [compute("r2", "+=", 14), "r2 += 14", "070200000e000000"],
  [compute("r2", "-=", "r7"), "r2 -= r7", "1f72000000000000"],
  [compute("r0", "&=", 15), "r0 &= 15", "570000000f000000"],
  [compute("r5", "|=", 4), "r5 |= 4", "4705000004000000"],
  [compute("r0", "<<=", 2), "r0 <<= 2", "6700000002000000"],
  [compute("r1", ">>=", 4), "r1 >>= 4", "7701000004000000"],
  [compute("r1", "*=", "r9"), "r1 *= r9", "2f91000000000000"],
  [
    load("r7", "u32", ["r6", 76]),
    "r7 = *(u32 *)(r6 + 76)",
    "61674c0000000000",
  ],
  [load("r0", "u8", ["r2", 9]), "r0 = *(u8 *)(r2 + 9)", "7120090000000000"],
  [load("r1", "u16", ["r2", 2]), "r1 = *(u16 *)(r2 + 2)", "6921020000000000"],
  [load("r1", "u64", ["r0", 8]), "r1 = *(u64 *)(r0 + 8)", "7901080000000000"],
  [
    store("u32", ["r10", -4], 1),
    "*(u32 *)(r10 - 4) = 1",
    "620afcff01000000",
  ],
  [
    store("u64", ["r0", 16], "r1"),
    "*(u64 *)(r0 + 16) = r1",
    "7b10100000000000",
  ],
  [
    addAtOnce(["r0", 8], "r9"),
    "lock *(u64 *)(r0 + 8) += r9",
    "db90080000000000",
  ],
  [fromNetwork("r3"), "r3 = be16 r3", "dc03000010000000"],
  [call("mapLookup"), "call mapLookup", "8500000001000000"],
  [call("pullData"), "call pullData", "8500000027000000"],
  [exit(), "exit", "9500000000000000"],
];

for (const [line, text, hex] of ENCODINGS) {
  Deno.test(`assemble() encodes ${text} as RFC 9669 says`, () => {
    strictEqual(assemble([line], {}).toHex(), hex);
    strictEqual(listing([line]), `    0  ${text}\n`);
  });
}

Deno.test("assemble() finds labels behind and before, over a map's two slots", () => {
  const lines = [
    label("again"),
    loadMap("r1", "counts"),
    jumpIf("r1", ">", { right: "r8", target: "out" }),
    jumpIf("r1", "!=", { right: 4, target: "again" }),
    goTo("out"),
    label("out"),
    exit(),
  ];
  strictEqual(
    assemble(lines, { counts: 5 }).toHex(),
    [
      "1811000005000000" + "0000000000000000",
      "2d81020000000000",
      "5501fcff04000000",
      "0500000000000000",
      "9500000000000000",
    ].join(""),
  );
  strictEqual(
    listing(lines),
    `again:
    0  r1 = map counts
    2  if r1 > r8 goto out
    3  if r1 != 4 goto again
    4  goto out
out:
    5  exit
`,
  );
});

Deno.test("assemble() refuses what leads nowhere", () => {
  throws(() => assemble([goTo("x")], {}), {
    name: "TypeError",
    message: 'Cannot assemble "goto x": found no label x',
  });
  throws(() => assemble([loadMap("r1", "m")], {}), {
    name: "TypeError",
    message: 'Cannot assemble "r1 = map m": found no map m',
  });
  throws(() => assemble([label("x"), label("x")], {}), {
    name: "TypeError",
    message: "Cannot assemble the program: found label x twice",
  });
});
