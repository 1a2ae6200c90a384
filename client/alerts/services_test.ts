import { deepStrictEqual } from "node:assert/strict";
import { type Series, type Status, STATUSES } from "../model/mod.ts";
import { Judge } from "./judge.ts";
import { LINE, OPTIONS, START_MS } from "./testing.ts";

const [PING] = LINE;

function resolver(target: string, variant = "cached"): Series {
  if (PING === undefined) throw new TypeError("Cannot be: the line is empty");
  return { ...PING, probe: "dns", role: "resolver", target, variant };
}

/** A look-up: ms, or what went wrong with its detail. */
type Lookup = number | readonly [Status, string];

/** Looks up every 10 s, and says what was told, by look-up. */
function told(
  lookups: readonly Lookup[],
  series: readonly Series[] = [resolver("9.9.9.9")],
): readonly string[] {
  const judge = new Judge(OPTIONS);
  return lookups.flatMap((lookup, index) => {
    const atMs = START_MS + index * 10_000;
    const isAnswer = typeof lookup === "number";
    for (const own of series) {
      judge.add(own, {
        atMs,
        code: STATUSES.indexOf(isAnswer ? "ok" : lookup[0]),
        rttNs: isAnswer ? lookup * 1e6 : NaN,
        ipdvNs: NaN,
        detail: isAnswer ? "" : lookup[1],
      });
    }
    return judge.step(atMs + 1_000).map(({ kind, incident }) =>
      `${index} ${kind} ${incident.type} ${incident.targets.join(" ")}`
    );
  });
}

function times(count: number, lookup: Lookup): readonly Lookup[] {
  return Array<Lookup>(count).fill(lookup);
}

const SERVFAIL: Lookup = ["rcode", "SERVFAIL"];
const TIMEOUT: Lookup = ["timeout", ""];
const NXDOMAIN: Lookup = ["rcode", "NXDOMAIN"];

Deno.test("Judge: dns_failing is more than 10 %, and 3 or more, of the last 30", () => {
  const rows:
    readonly (readonly [string, readonly Lookup[], readonly string[]])[] = [
      ["two failures are chance", [...times(20, 15), TIMEOUT, TIMEOUT, 15], []],
      [
        "the third of 23 is 13 %",
        [...times(20, 15), TIMEOUT, SERVFAIL, TIMEOUT, 15],
        ["22 opened dns_failing 9.9.9.9"],
      ],
      [
        "the third of 30 is 10 %, and no more",
        [...times(26, 15), TIMEOUT, 15, SERVFAIL, TIMEOUT],
        [],
      ],
      [
        "ten good ones end it",
        [...times(20, 15), ...times(3, TIMEOUT), ...times(10, 15)],
        ["22 opened dns_failing 9.9.9.9", "32 ended dns_failing 9.9.9.9"],
      ],
      ["a resolver that never answered", times(10, TIMEOUT), []],
      [
        "a well-known name that is not there",
        [...times(20, 15), ...times(3, NXDOMAIN)],
        ["22 opened dns_failing 9.9.9.9"],
      ],
    ];
  for (const [why, lookups, expected] of rows) {
    deepStrictEqual(told(lookups), expected, why);
  }
  deepStrictEqual(
    told([15, ...times(20, NXDOMAIN)], [resolver("9.9.9.9", "random")]),
    [],
    "that there is no such name is the right answer to a made-up one",
  );
});

Deno.test("Judge: dns_slow is the median of the last 6 look-ups of the cached name", () => {
  deepStrictEqual(
    told([...times(6, 15), ...times(4, 300), ...times(4, 15)]),
    ["9 opened dns_slow 9.9.9.9", "13 ended dns_slow 9.9.9.9"],
  );
  deepStrictEqual(told([...times(6, 15), 900, 15, 900, 15, 15]), []);
});

Deno.test("Judge: all resolvers together are one incident", () => {
  deepStrictEqual(
    told([...times(20, 15), ...times(4, SERVFAIL)], [
      resolver("1.1.1.1"),
      resolver("9.9.9.9"),
    ]),
    ["22 opened dns_failing 1.1.1.1 9.9.9.9"],
  );
});

Deno.test("Judge: connection_unstable is more than 2 resets in 5 minutes", () => {
  const reset: Lookup = ["reset", "fell silent"];
  const held = [{ ...resolver("192.0.2.1", "hold"), probe: "tcp" as const }];
  deepStrictEqual(
    told([20, reset, 20, reset, 20, reset, ...times(40, 20)], held),
    [
      "5 opened connection_unstable 192.0.2.1",
      "34 ended connection_unstable 192.0.2.1",
      "35 settled connection_unstable 192.0.2.1",
    ],
  );
  const rarely = Array.from(
    { length: 90 },
    (_, i) => i % 16 === 0 ? reset : 20,
  );
  deepStrictEqual(told(rarely, held), [], "two in five minutes");
  deepStrictEqual(
    told(times(10, ["refused", ""]), held),
    [],
    "a closed port is no broken connection",
  );
});
