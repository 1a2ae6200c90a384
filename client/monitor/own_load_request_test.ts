import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readOwnLoad } from "./own_load_request.ts";

Deno.test("readOwnLoad() reads an interface and what was moved", () => {
  deepStrictEqual(
    readOwnLoad({ request: "own_load", interface: "eth0", movedBytes: 5 }),
    { request: "own_load", interface: "eth0", movedBytes: 5 },
  );
});

const BAD = [
  { interface: 3, movedBytes: 5 },
  { interface: "eth0" },
  { interface: "eth0", movedBytes: -1 },
] as const;

for (const request of BAD) {
  Deno.test(`readOwnLoad() refuses ${JSON.stringify(request)}`, () => {
    strictEqual(
      readOwnLoad({ ...request, request: "own_load" }),
      `Cannot take own_load as interface and movedBytes are not a name and a count: found ${
        JSON.stringify(request)
      }`,
    );
  });
}
