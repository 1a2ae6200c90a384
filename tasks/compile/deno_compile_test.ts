import { strictEqual } from "node:assert/strict";
import { causeOf } from "./deno_compile.ts";

Deno.test("causeOf() finds the cause that names what could not be had", () => {
  const cause = "error sending request for url (https://dl.deno.land/a.zip): " +
    "dns error: failed to lookup address information";
  strictEqual(
    causeOf(`Cannot run deno compile main.js: error: Writing it

Caused by:
    0: Setting up base binary.
    1: ${cause}
    2: client error (Connect)
    3: dns error

Stack backtrace:
   0: <unknown>`),
    cause,
  );
});

Deno.test("causeOf() takes the last complaint where no causes are listed", () => {
  const complaint = "error: Could not read main.js";
  strictEqual(causeOf(`Compile main.js\n${complaint}\n`), complaint);
});
