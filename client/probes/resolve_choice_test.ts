import { deepStrictEqual } from "node:assert/strict";
import { type Choice, chooseAddresses, NO_CHOICE } from "./resolve_choice.ts";

/** Text of addresses, IPv6 being what has a colon. */
function addresses(text: string): { address: string; family: 4 | 6 }[] {
  return text.split(" ").filter((word) => word !== "").map((address) => ({
    address,
    family: address.includes(":") ? 6 : 4,
  }));
}

Deno.test("chooseAddresses() stays with what it has for as long as it can", () => {
  const cases: readonly [
    answers: readonly string[],
    expected: string,
    why: string,
  ][] = [
    [["10.0.0.1 10.0.0.2"], "10.0.0.1", "the resolver's first"],
    [["::1 10.0.0.1 ::2"], "10.0.0.1 ::1", "the first of each family"],
    [["10.0.0.1", "10.0.0.2 10.0.0.1"], "10.0.0.1", "round robin"],
    [["10.0.0.1", "10.0.0.2"], "10.0.0.2", "moved"],
    [["10.0.0.1 ::1", "10.0.0.1"], "10.0.0.1 ::1", "half an answer"],
    [
      ["10.0.0.1 ::1", "10.0.0.1", "10.0.0.1", "10.0.0.1"],
      "10.0.0.1",
      "half an answer three times: it means it",
    ],
    [
      ["10.0.0.1 ::1", "10.0.0.1", "10.0.0.1", "::1", "10.0.0.1"],
      "10.0.0.1 ::1",
      "only misses in a row count",
    ],
    [["10.0.0.1", "", "", "", ""], "10.0.0.1", "nothing to put in its place"],
  ];
  for (const [answers, expected, why] of cases) {
    let choice: Choice = NO_CHOICE;
    for (const answer of answers) {
      const found = addresses(answer);
      choice = chooseAddresses(choice, { found, families: [4, 6] });
    }
    deepStrictEqual(choice.addresses, addresses(expected), why);
  }
});
