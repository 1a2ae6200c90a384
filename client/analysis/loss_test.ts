import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type ProbeKind, type Status, STATUSES } from "../model/mod.ts";
import { FATE, fateByCode, isAnswer, isCounted, isLoss } from "./loss.ts";

Deno.test("isLoss(), isAnswer() and isCounted() tell a bad line from a bad far end", () => {
  const cases: readonly [Status, ProbeKind, string, why: string][] = [
    ["ok", "icmp", "answered", "in time"],
    ["late", "icmp", "answered", "a late answer is not a loss"],
    ["timeout", "icmp", "lost", "nothing came"],
    ["unreachable", "icmp", "lost", "the path is broken"],
    ["send_failed", "echo", "lost", "the first step failed"],
    ["refused", "icmp", "lost", "an echo request has no port to be closed"],
    ["refused", "tcp", "failed", "a RST came back: the path works"],
    ["refused", "dns", "failed", "port unreachable came back"],
    ["reset", "tcp", "failed", "counted as a drop of the connection"],
    ["rcode", "dns", "answered", "the resolver spoke"],
    ["self_dropped", "icmp", "uncounted", "our fault, not the line's"],
    ["interface_off", "icmp", "uncounted", "somebody switched it off"],
  ];
  for (const [status, probe, fate, why] of cases) {
    const found = !isCounted(status)
      ? "uncounted"
      : isLoss(status, probe)
      ? "lost"
      : isAnswer(status)
      ? "answered"
      : "failed";
    strictEqual(found, fate, `${status} of ${probe}: ${why}`);
  }
});

Deno.test("FATE numbers the fates from 0 on", () => {
  deepStrictEqual(FATE, { uncounted: 0, lost: 1, answered: 2, failed: 3 });
});

Deno.test("fateByCode() has one entry for every status code", () => {
  const table = fateByCode("icmp");
  strictEqual(table.length, STATUSES.length);
  deepStrictEqual(
    [...table].map((fate, code) => [STATUSES[code], fate]),
    [
      ["ok", FATE.answered],
      ["late", FATE.answered],
      ["timeout", FATE.lost],
      ["unreachable", FATE.lost],
      ["send_failed", FATE.lost],
      ["self_dropped", FATE.uncounted],
      ["refused", FATE.lost],
      ["reset", FATE.failed],
      ["rcode", FATE.answered],
      ["interface_off", FATE.uncounted],
    ],
  );
});
