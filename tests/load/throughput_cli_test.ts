import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { LoadClient } from "../server/load_client.ts";
import { freePort, newSecret, startServer } from "../server/running_server.ts";
import { runConfigured } from "./command.ts";

function throughput(toml: string, args: readonly string[] = []) {
  return runConfigured("throughput", toml, args);
}

function serverToml(
  port: number,
  secret: string,
  host: string = "127.0.0.1",
): string {
  return `[server]\nenabled = true\nhost = "${host}"\nport = ${port}\n` +
    `shared_secret = "${secret}"\n`;
}

Deno.test("bufferbane throughput names what is wrong with the command line", async () => {
  const toml = serverToml(freePort(), newSecret());
  const cases: readonly [
    toml: string,
    args: readonly string[],
    message: string,
  ][] = [
    [
      "",
      [],
      "Cannot load the line without a server (needed: [server] in the configuration, with enabled = true)",
    ],
    [
      toml,
      ["--server", "paris"],
      'Cannot find the server "paris" (there are: server)',
    ],
    [
      toml,
      ["--flows", "17"],
      'Cannot use --flows: found "17" (allowed: 1 to 16)',
    ],
    [
      toml,
      ["--duration", "31s"],
      'Cannot use --duration: found "31s" (allowed: up to 30s)',
    ],
    [
      toml,
      ["--method", "udp"],
      'Cannot use --method: found "udp" (allowed: tcp, search, train)',
    ],
    [
      toml,
      ["--direction", "left"],
      'Cannot use --direction: found "left" (allowed: down, up, both)',
    ],
  ];
  for (const [config, args, message] of cases) {
    const { code, out, err } = await throughput(config, args);
    deepStrictEqual([code, out, err], [2, "", `${message}\n`]);
  }
});

Deno.test("bufferbane throughput says that no server is there", async () => {
  const { code, err } = await throughput(serverToml(freePort(), newSecret()));
  strictEqual(code, 1);
  match(err, /^Cannot reach 127\.0\.0\.1:\d+ as .+\n$/);
});

Deno.test("bufferbane throughput says that another test runs, and until when", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using other = new LoadClient(libc, { ...server, server: "127.0.0.1" });
  ok(other.request("downloadRequest")?.kind === "throughputStats");
  const { code, err } = await throughput(
    serverToml(server.port, server.secret),
  );
  strictEqual(code, 1);
  match(err, /^The server says: another load test runs \(again in 1\d s\)\n$/);
});

Deno.test("bufferbane throughput tells each second, then the result, over IPv4 and IPv6", async () => {
  const secret = newSecret();
  // Two threads, so that connections have to find that of their session.
  await using server = await startServer({
    secret,
    general: "workers = 2",
    rest:
      `[security]\nshared_secret = "${secret}"\n[limits]\nmax_test_mb = 8000\n`,
  });
  for (const host of ["127.0.0.1", "::1"]) {
    const { code, out, err } = await throughput(
      serverToml(server.port, secret, host),
      ["--duration", "1s", "--flows", "3", "--direction", "up"],
    );
    deepStrictEqual([code, err], [0, ""]);
    match(
      out,
      /^Throughput to server \(.+:\d+\)\n( {2}upload +\d s .+\n)*upload \d+ .bit\/s, best second .+ 3 connections, .+\n$/,
    );
  }
});
