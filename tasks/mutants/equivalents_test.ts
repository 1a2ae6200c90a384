import { match, strictEqual } from "node:assert/strict";
import { reasonFor } from "./equivalents.ts";

const FILE = "client/analysis/scenarios/tens.ts";
const LINE = "sent += track.sent[at] ?? 0;";

Deno.test("reasonFor() knows what is listed by its change", () => {
  const known = {
    file: "protocol/header.ts",
    within: "the module",
    before: "const MIN_BYTES_OF_TYPE = new Uint8Array(256);",
    after: "const MIN_BYTES_OF_TYPE = new Uint8Array(257);",
  };
  match(reasonFor(known) ?? "", /place 256 is never read/);
  strictEqual(reasonFor({ ...known, within: "inspect" }), undefined);
  strictEqual(reasonFor({ ...known, file: "protocol/seal.ts" }), undefined);
});

Deno.test("reasonFor() knows the fallback of a place that is always there, and nothing else of its line", () => {
  const told = (after: string, file = FILE, before = LINE) =>
    reasonFor({ file, within: "trackOf", before, after });
  match(told("sent += track.sent[at] ?? 1;") ?? "", /always within the array/);
  match(told("sent += track.sent[at] ?? (-1);") ?? "", /always within/);
  strictEqual(told("sent -= track.sent[at] ?? 0;"), undefined);
  strictEqual(told(";"), undefined);
  strictEqual(
    told("sent += track.sent[at] ?? 1;", "protocol/seal.ts"),
    undefined,
  );
  const twice = "x(track.sent[at] ?? 0, track.sent[at] ?? 0, 5)";
  const second = "x(track.sent[at] ?? 0, track.sent[at] ?? 1, 5)";
  match(told(second, FILE, twice) ?? "", /always within/);
  const other = "x(track.sent[at] ?? 0, track.sent[at] ?? 0, 6)";
  strictEqual(told(other, FILE, twice), undefined);
});
