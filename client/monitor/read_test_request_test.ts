import { deepStrictEqual, throws } from "node:assert/strict";
import { readTestRequest } from "./read_test_request.ts";

const WISH = { interface: "eth0", server: "", flows: 4, isOverBudget: false };
const BLOAT = {
  request: "bloat",
  url: "https://example.com/large.bin",
  loadMs: 8_000,
  restMs: 3_000,
  ...WISH,
};
const THROUGHPUT = {
  request: "throughput",
  method: "train",
  directions: ["down", "up"],
  durationMs: 10_000,
  ...WISH,
};

Deno.test("readTestRequest() takes what the commands send, and no more of it", () => {
  for (const request of [BLOAT, THROUGHPUT]) {
    deepStrictEqual(readTestRequest({ ...request, more: 1 }), request);
  }
});

Deno.test("readTestRequest() names what is wrong with a request", () => {
  const cases: readonly [request: object, message: string][] = [
    [
      { ...BLOAT, flows: 17 },
      "Cannot use flows: found 17 (allowed: 1 to 16)",
    ],
    [
      { ...BLOAT, flows: "4" },
      'Cannot use flows: found "4" (allowed: 1 to 16)',
    ],
    [
      { ...BLOAT, interface: undefined },
      "Cannot use interface: found nothing (allowed: a text of at most 255 characters)",
    ],
    [
      { ...BLOAT, url: "file:///etc/passwd" },
      'Cannot use url: found "file:///etc/passwd" (allowed: a http:// or https:// address)',
    ],
    [
      { ...BLOAT, url: "http://" },
      'Cannot use url: found "http://" (allowed: a http:// or https:// address)',
    ],
    [
      { ...BLOAT, loadMs: 0 },
      "Cannot use loadMs: found 0 (allowed: 1000 to 30000)",
    ],
    [
      { ...THROUGHPUT, method: "ftp" },
      'Cannot use method: found "ftp" (allowed: train, search, tcp)',
    ],
    [
      { ...THROUGHPUT, directions: ["up", "up"] },
      'Cannot use directions: found ["up","up"] (allowed: ["down"], ["up"] or both)',
    ],
    [
      { ...THROUGHPUT, directions: [] },
      'Cannot use directions: found [] (allowed: ["down"], ["up"] or both)',
    ],
    [
      { ...THROUGHPUT, durationMs: 30_001 },
      "Cannot use durationMs: found 30001 (allowed: 1 to 30000)",
    ],
  ];
  for (const [request, message] of cases) {
    throws(() => readTestRequest({ ...request }), new SyntaxError(message));
  }
});
