import { deepStrictEqual, match, ok } from "node:assert/strict";
import { freePort, newSecret } from "../server/running_server.ts";
import { countedEnv } from "../support/counted.ts";

/** Runs `bufferbane bloat` with a configuration. */
async function bloat(
  toml: string,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const config = await Deno.makeTempFile({ suffix: ".conf" });
  try {
    await Deno.writeTextFile(
      config,
      `[general]\ndatabase_path = "${config}.db"\n${toml}`,
    );
    const main = new URL("../../client/main.ts", import.meta.url).pathname;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", main, "bloat", "--config", config, ...args],
      env: countedEnv(),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  } finally {
    await Deno.remove(config);
  }
}

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
    const { code, out, err } = await bloat(toml, args);
    deepStrictEqual([code, out, err], [2, "", `${message}\n`]);
  }
});

Deno.test("bufferbane bloat says that there is no such interface", async () => {
  const args = ["--url", "http://127.0.0.1/", "--interface", "wlan77"];
  const { code, out, err } = await bloat("", args);
  deepStrictEqual([code, out], [1, ""]);
  match(
    err,
    /^Cannot leave by wlan77 as there is no such interface \(there are: .*lo.*\)\n$/,
  );
});

Deno.test("bufferbane bloat says that nothing serves a URL", async () => {
  const url = `http://127.0.0.1:${freePort()}/`;
  const { code, out, err } = await bloat("", ["--url", url]);
  deepStrictEqual([code, out], [1, ""]);
  ok(err.startsWith(`Cannot reach ${url}: `), err);
});
