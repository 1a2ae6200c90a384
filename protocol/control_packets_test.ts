import { ok } from "node:assert/strict";
import { BULK_STATE } from "./bulk_packets.ts";
import { ERROR_CODE } from "./control_packets.ts";
import { FEATURE } from "./knock_packets.ts";

const DOCUMENT = Deno.readTextFileSync(
  new URL("../docs/protocol.md", import.meta.url),
).replaceAll(/\s+/g, " ");

/** `badRequest` as the document writes it: `bad request`. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** How the document names features. */
const FEATURE_WORDS: Readonly<Record<keyof typeof FEATURE, string>> = {
  kernelStamps: "kernel transmit stamps",
  tcpBulk: "load tests over TCP",
  x25519: "reserved",
  seenAddress: "tell me the address you see",
  downgraded: "(server only) downgraded",
};

/** Looks for a list as in "Codes: 1 rate, 2 quota". */
function checkListed(
  numbers: Readonly<Record<string, number>>,
  nameOf: (name: string) => string = wordsOf,
): void {
  const items = Object.entries(numbers)
    .map(([name, number]) => `${number} ${nameOf(name)}`);
  const list = items.map(RegExp.escape).join("( \\([^)]*\\))?, ");
  ok(new RegExp(`[:(] ?${list}\\b`).test(DOCUMENT), items.join(", "));
}

Deno.test("ERROR_CODE has the numbers that docs/protocol.md gives them", () => {
  checkListed(ERROR_CODE);
});

Deno.test("FEATURE has the bits that docs/protocol.md gives them", () => {
  const words: Readonly<Record<string, string>> = FEATURE_WORDS;
  checkListed(FEATURE, (name) => words[name] ?? name);
});

Deno.test("BULK_STATE has the numbers that docs/protocol.md gives them", () => {
  checkListed(BULK_STATE);
});
