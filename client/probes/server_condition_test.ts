import { deepStrictEqual } from "node:assert/strict";
import { FEATURE } from "@bufferbane/protocol";
import { testAck } from "../../protocol/testing.ts";
import { ServerCondition } from "./server_condition.ts";

/** What is told of what happens. */
function told(act: (condition: ServerCondition) => void): readonly string[] {
  const kinds: string[] = [];
  act(new ServerCondition(({ kind }) => kinds.push(kind)));
  return kinds;
}

const ADDRESS = new Uint8Array(16).fill(1);
const DOWNGRADED = testAck({ features: FEATURE.downgraded });

Deno.test("ServerCondition tells that the server answers, once", () => {
  const kinds = told((condition) => {
    condition.opened(testAck({}));
    condition.opened(testAck({}));
  });
  deepStrictEqual(kinds, ["answers"]);
});

Deno.test("ServerCondition tells a refusal once, until the server answers again", () => {
  const kinds = told((condition) => {
    condition.trouble({ kind: "refused", detail: "" });
    condition.trouble({ kind: "refused", detail: "" });
    condition.opened(testAck({}));
    condition.trouble({ kind: "refused", detail: "" });
  });
  deepStrictEqual(kinds, ["refused", "answers", "refused"]);
});

Deno.test("ServerCondition says why nothing is answered, if somebody says so", () => {
  const kinds = told((condition) => {
    condition.silent(4, undefined);
    condition.silent(4, { kind: "unreachable", detail: "host unreachable" });
    condition.silent(4, { kind: "refused", detail: "told at once" });
  });
  deepStrictEqual(kinds, ["silent", "unreachable"]);
});

Deno.test("ServerCondition tells a server that fell silent from one that never answered", () => {
  const kinds = told((condition) => {
    condition.opened(testAck({}));
    condition.silent(4, undefined);
    condition.opened(testAck({}));
  });
  deepStrictEqual(kinds, ["answers", "fell_silent", "answers"]);
});

Deno.test("ServerCondition tells that the line has another address", () => {
  const kinds = told((condition) => {
    condition.opened(testAck({ seenAddress: ADDRESS }));
    condition.opened(testAck({ seenAddress: undefined }));
    condition.opened(testAck({ seenAddress: ADDRESS }));
    condition.opened(testAck({ seenAddress: ADDRESS.map((byte) => byte + 1) }));
  });
  deepStrictEqual(kinds, ["answers", "moved"]);
});

Deno.test("ServerCondition tells once that newer versions are dropped on the way", () => {
  const kinds = told((condition) => {
    condition.opened(DOWNGRADED);
    condition.opened(DOWNGRADED);
    condition.opened(testAck({}));
    condition.opened(DOWNGRADED);
  });
  deepStrictEqual(kinds, ["answers", "downgraded", "downgraded"]);
});
