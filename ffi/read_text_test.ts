import { ok, strictEqual } from "node:assert/strict";
import { readText } from "./read_text.ts";

Deno.test("readText() gives what can be read, and else undefined", () => {
  const url = new URL("read_text.ts", import.meta.url);
  strictEqual(readText(url.pathname), Deno.readTextFileSync(url));
  strictEqual(readText("/no/such/file"), undefined, "not there");
  strictEqual(readText("/etc"), undefined, "a folder");
  strictEqual(readText("/etc/hostname/x"), undefined, "no folder on the way");
});

Deno.test("readText() leaves no buffers for the collector", () => {
  const before = Deno.memoryUsage().external;
  for (let i = 0; i < 100; i++) readText("/proc/net/snmp");
  const left = Deno.memoryUsage().external - before;
  ok(left < 100_000, `${left} bytes`);
});
