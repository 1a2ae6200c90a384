import { deepStrictEqual, match, ok } from "node:assert/strict";
import { freePort, newSecret } from "../server/running_server.ts";
import { runConfigured } from "./command.ts";

Deno.test("bufferbane bloat names what is wrong with the command line", async () => {
  const server = "[server]\nenabled = true\n" +
    `host = "127.0.0.1"\nshared_secret = "${newSecret()}"\n`;
  const cases: readonly [
    toml: string,
    args: readonly string[],
    message: string,
  ][] = [
    [
      server,
      ["--flows", "3"],
      'Cannot use --flows: found "3" (allowed: 4 to 16, as fewer may not fill the queue)',
    ],
    [
      server,
      ["--duration", "31s"],
      'Cannot use --duration: found "31s" (allowed: 1s to 30s)',
    ],
    [
      server,
      ["--rest", "61s"],
      'Cannot use --rest: found "61s" (allowed: 1s to 60s)',
    ],
    [
      server,
      ["--url", "http://example.com/", "--server", "server"],
      "Cannot use --url together with --server: each says what to load",
    ],
    [
      "",
      ["--url", "ftp://example.com/"],
      'Cannot use --url: found "ftp://example.com/" (allowed: an address that begins with http:// or https://)',
    ],
  ];
  for (const [toml, args, message] of cases) {
    const { code, out, err } = await runConfigured("bloat", toml, args);
    deepStrictEqual([code, out, err], [2, "", `${message}\n`]);
  }
});

Deno.test("bufferbane bloat says that there is no such interface", async () => {
  const args = ["--url", "http://127.0.0.1/", "--interface", "wlan77"];
  const { code, out, err } = await runConfigured("bloat", "", args);
  deepStrictEqual([code, out], [1, ""]);
  match(
    err,
    /^Cannot leave by wlan77 as there is no such interface \(there are: .*lo.*\)\n$/,
  );
});

Deno.test("bufferbane bloat says that nothing serves a URL", async () => {
  const url = `http://127.0.0.1:${freePort()}/`;
  const { code, out, err } = await runConfigured("bloat", "", ["--url", url]);
  deepStrictEqual([code, out], [1, ""]);
  ok(err.startsWith(`Cannot reach ${url}: `), err);
});
