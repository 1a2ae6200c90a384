import { deepStrictEqual, throws } from "node:assert/strict";
import { optionOf, planOf } from "./plan.ts";
import { amountEntries } from "./profile.ts";
import { planned } from "./testing.ts";

const url = new URL("http://192.0.2.1/");

Deno.test("planOf() takes the documented defaults", () => {
  deepStrictEqual(planOf({ url: url.href }, {}), planned());
});

Deno.test("planOf() takes the command line's word before the file's", () => {
  deepStrictEqual(
    planOf({ bandwidth: "100KB/s", "total-size": "5MB", latency: "500ms" }, {
      url,
      bandwidthBps: 1e6,
      connections: 2,
      durationMs: null,
    }),
    planned({
      bandwidthBps: 800_000,
      connections: 2,
      latencyMs: 500,
      durationMs: null,
      totalBytes: 5e6,
    }),
  );
});

Deno.test("optionOf() names an option for every key of the file", () => {
  deepStrictEqual(amountEntries().map(([name]) => optionOf(name)), [
    ...["bandwidth", "connections", "request-size", "latency"],
    ...["duration", "total-size"],
  ]);
});

Deno.test("planOf() refuses to guess a target", () => {
  throws(() => planOf({}, {}), {
    name: "SyntaxError",
    message:
      "Cannot generate traffic without a target: say --url http://HOST:PORT/, or write [target] url in client-config.toml",
  });
});

Deno.test("planOf() refuses an address that is no web server's", () => {
  throws(() => planOf({ url: "example.com" }, {}), {
    name: "SyntaxError",
    message:
      'Cannot use --url: found "example.com" (allowed: an address that begins with http:// or https://)',
  });
});

Deno.test("planOf() says which option it cannot read", () => {
  throws(() => planOf({ url: url.href, "request-size": "big" }, {}), {
    name: "SyntaxError",
    message:
      'Cannot read --request-size: found "big" (allowed: 1B to 100MB, e.g. 1KB, 100KB or 1MB)',
  });
});
