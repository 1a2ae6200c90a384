import { match, ok, strictEqual } from "node:assert/strict";
import { diagnose } from "../../analysis/scenarios/mod.ts";
import {
  inBursts,
  observedOf,
  THREE,
} from "../../analysis/scenarios/testing.ts";
import { diagnosisLines } from "./text.ts";

const OPTIONS = { host: "nas", width: 80, traced: [], verdicts: [] };

/** Instants are written in local time; the tests run in any zone. */
function withoutTimes(lines: readonly string[]): string {
  return lines.join("\n").replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "TIME");
}

Deno.test("diagnosisLines() says of a good line what was looked for, and what could not be", () => {
  const lines = diagnosisLines(
    diagnose(observedOf({ minutes: 120 })),
    OPTIONS,
  );
  strictEqual(
    withoutTimes(lines),
    `nas, TIME to TIME

Where trouble began, on eth0 over IPv4 (2 h measured)
   the line to the provider (or the modem)  fine
   the way beyond the provider's network    fine
   the far end itself                       fine
   Never down for a minute or longer.

None of the seven known troubles was recognised.

Looked for and not found: Micro-disconnections, Packet loss bursts, ISP routing
trouble.
Not enough data for:
   Bufferbloat: it needs a bufferbloat test (\`bufferbane bloat\`), or ten minutes
   of heavy traffic of your own.
   Peak hour degradation: it needs 3 days with evenings (18-23 h) and nights
   (03-06 h), of which none is there.
   Trouble in one direction only: it needs an own server ([server]), which alone
   can tell the directions.
   Intermittent upload degradation: it needs 20 upload tests of one kind (they
   need a server).`,
  );
});

const WAYS = [
  {
    why: "nothing lost",
    way: { lost: 0, lostUp: 0, lostDown: 0 },
    text: "none was lost.",
  },
  {
    why: "one way only",
    way: { lost: 17, lostUp: 17, lostDown: 0 },
    text: "17 (5 %) were lost on the way up and none on the way down.",
  },
  {
    why: "hardly any",
    way: { sent: 43_200, lost: 2, lostUp: 1, lostDown: 1 },
    text:
      "1 (less than 0.1 %) was lost on the way up and 1 (less than 0.1 %) on the way down.",
  },
  {
    why: "some of an outage",
    way: { lost: 20, lostUp: 0, lostDown: 3 },
    text:
      "none was lost on the way up and 3 (0.9 %) on the way down; of 17 (5 %) more nobody knows which way.",
  },
  {
    why: "all of an outage",
    way: { lost: 17, lostUp: 0, lostDown: 0 },
    text: "17 (5 %) were lost; nobody knows on which way.",
  },
] as const;

for (const { why, way, text } of WAYS) {
  Deno.test(`diagnosisLines() tells what an own server saw of both directions: ${why}`, () => {
    const diagnosis = diagnose(observedOf({ minutes: 120 }));
    const counted = {
      interface: "eth0",
      family: 4,
      server: "vps",
      sent: 340,
      ...way,
    } as const;
    const lines = diagnosisLines(
      { ...diagnosis, serverWays: [counted] },
      OPTIONS,
    );
    const told = lines.join(" ").replaceAll(/\s+/g, " ");
    ok(
      told.includes(
        `Of ${counted.sent} packets to the own server vps and back, ${text}`,
      ),
      told,
    );
  });
}

Deno.test("diagnosisLines() says how long an interface was off", () => {
  const isOff = (second: number) => second >= 15;
  const off = diagnose(
    observedOf({
      minutes: 2,
      targets: THREE.map((one) => ({ ...one, isOff })),
    }),
  );
  match(
    diagnosisLines(off, OPTIONS).join("\n"),
    /over IPv4 \(15 s measured\)\n {3}this machine or its cable +switched off or gone for 1\.8 min\n/,
  );
});

Deno.test("diagnosisLines() keeps to the width, whatever was found", () => {
  const isLost = inBursts([4000, 9000, 14_000, 20_000], 6);
  const observed = observedOf({
    minutes: 480,
    targets: THREE.map((one) => ({ ...one, isLost })),
  });
  for (const width of [60, 80, 100]) {
    const lines = diagnosisLines(diagnose(observed), { ...OPTIONS, width });
    ok(lines.every(({ length }) => length <= width));
    ok(
      lines.some((line) => line.startsWith("1. Micro-disconnections on eth0")),
    );
  }
});

Deno.test("diagnosisLines() lets no target's name move the cursor", () => {
  const isLost = (second: number) => second % 4 === 0;
  const targets = [...THREE, { target: "\u001b[2Jevil", isLost }];
  const lines = diagnosisLines(
    diagnose(observedOf({ minutes: 120, targets })),
    OPTIONS,
  );
  ok(lines.every((line) => !line.includes("\u001b")));
});

Deno.test("diagnosisLines() tells which hop traces have named", () => {
  const traced = [{
    interface: "eth0",
    family: 4,
    kind: "loss",
    hop: 2,
    address: "100.64.0.1",
    before: "192.168.0.1",
    targets: ["1.1.1.1", "8.8.8.8"],
    times: 3,
    lastAtMs: 0,
    rung: "access",
  }] as const;
  const lines = diagnosisLines(
    diagnose(observedOf({ minutes: 120 })),
    { ...OPTIONS, traced },
  );
  ok(
    withoutTimes(lines).replaceAll(/\s+/g, " ").includes(
      "Traced 3 times, last at TIME: on the way to 1.1.1.1 and 8.8.8.8 packets " +
        "are lost from hop 2 on (100.64.0.1, behind 192.168.0.1): the line to " +
        "the provider (or the modem).",
    ),
  );
});

Deno.test("diagnosisLines() tells what differs between interfaces", () => {
  const verdicts = ["Wi-Fi (wlan0) adds 13 ms (12 to 14); eth0 is clean."];
  const lines = diagnosisLines(
    diagnose(observedOf({ minutes: 120 })),
    { ...OPTIONS, verdicts },
  );
  const at = lines.indexOf(`   ${verdicts[0]}`);
  ok(lines[at - 1]?.startsWith("The same seconds over each interface"));
});
