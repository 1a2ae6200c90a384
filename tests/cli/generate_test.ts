import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { testInNamespaces } from "../support/skip.ts";
import {
  bufferbane,
  endBy,
  finish,
  lineOf,
  openBareNamespace,
  start,
  type Surroundings,
  temporaryFolder,
  together,
  until,
} from "./program.ts";
import { openTerminal } from "./terminal.ts";

const SINK = new URL("web_sink_main.ts", import.meta.url).pathname;
const HTTP = "8080";
const HTTPS = "8443";
const CLOSED = "8081";

testInNamespaces(
  "generate sends what it was told to, and says so",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    const here = { ...bare, folder: folder.path };
    await run(["ip", "-n", bare.namespace, "link", "set", "lo", "up"]);
    await certify(folder.path);
    await using _http = await sink(here, [HTTP]);
    await using _https = await sink(here, [HTTPS, "cert.pem", "key.pem"]);
    await together({
      "lines and a sum": () => asLines(here),
      "JSON": () => asJson(here),
      "a profile, and what overrides it": () => byProfile(here),
      "HTTPS": () => byHttps(here),
      "nobody there": () => toNobody(here),
      "Ctrl-C": () => interrupted(here),
      "a terminal": () => onTerminal(here),
    });
  },
  { tools: ["openssl", "tmux"] },
);

function to(port: string): readonly string[] {
  const scheme = port === HTTPS ? "https" : "http";
  return ["generate", "--url", `${scheme}://127.0.0.1:${port}/`];
}

async function asLines(here: Surroundings): Promise<void> {
  const { code, stdout, stderr } = await finish(here, [
    ...to(HTTP),
    ...["--total-size", "10KB", "--bandwidth", "0"],
  ]);
  deepStrictEqual([code, stderr], [
    0,
    "Sending up to 10 kB for 60 s to http://127.0.0.1:8080/ as fast as it goes, in requests of 1 kB on 10 connections\n",
  ]);
  match(stdout, /^ +\d s .* 10 requests .*\nSent 10 kB in 10 requests and \d/);
  match(stdout, /\nAnswers took .* \(P50 \/ P95 \/ P99\)\nNo errors\n$/);
}

async function asJson(here: Surroundings): Promise<void> {
  const { code, stdout, stderr } = await finish(here, [
    ...to(HTTP),
    ...["--total-size", "5KB", "--json"],
  ]);
  deepStrictEqual([code, stderr], [0, ""]);
  const [summary, ...seconds] = stdout.trim().split("\n")
    .map((line) => JSON.parse(line)).reverse();
  deepStrictEqual(Object.keys(summary), [
    ...["kind", "lasted_ms", "requests", "bytes", "rate_bps", "errors"],
    ...["error_kinds", "latency_ms"],
  ]);
  const { kind, requests, bytes, errors, error_kinds } = summary;
  deepStrictEqual({ kind, requests, bytes, errors, error_kinds }, {
    kind: "summary",
    requests: 5,
    bytes: 5_000,
    errors: 0,
    error_kinds: {},
  });
  ok(seconds.length > 0 && seconds.every((one) => one.kind === "second"));
}

async function byProfile(here: Surroundings): Promise<void> {
  // The others are not to find it.
  const apart = { ...here, folder: `${here.folder}/apart` };
  await Deno.mkdir(apart.folder);
  await Deno.writeTextFile(
    `${apart.folder}/client-config.toml`,
    '[target]\nurl = "http://127.0.0.1:8080"\nprotocol = "http"\n' +
      '[traffic]\nrequest_size = "2KB"\n[limits]\ntotal_size = "1GB"\n',
  );
  const { code, stderr } = await finish(apart, [
    ...["generate", "--total-size", "4KB", "--connections", "1"],
  ]);
  deepStrictEqual([code, stderr], [
    0,
    "Sending up to 4 kB for 60 s to http://127.0.0.1:8080/ at 10 Mbit/s, in requests of 2 kB on 1 connection\n",
  ]);
}

async function byHttps(here: Surroundings): Promise<void> {
  const args = [...to(HTTPS), "--total-size", "3KB"];
  const trusting = { ...here, env: { DENO_CERT: "ca.pem" } };
  const known = await finish(trusting, args);
  strictEqual(known.code, 0, known.stdout);
  const unknown = await finish(here, args);
  strictEqual(unknown.code, 1);
  match(
    unknown.stdout,
    /3 errors: certificate 3\n\nThis machine does not trust/,
  );
}

async function toNobody(here: Surroundings): Promise<void> {
  const { code, stdout } = await finish(here, [
    ...to(CLOSED),
    ...["--total-size", "2KB"],
  ]);
  strictEqual(code, 1);
  match(stdout, /No answer\n2 errors: refused 2\n\nNothing has answered at /);
}

async function interrupted(here: Surroundings): Promise<void> {
  await using generator = await start(here, [
    ...to(HTTP),
    ...["--duration", "0", "--bandwidth", "0"],
  ]);
  await lineOf(generator, /1 s /);
  strictEqual(await endBy(generator, "SIGINT"), 0);
  match(generator.stdout().join("\n"), /\nSent .*\n.*\nNo errors\b/);
}

async function onTerminal(here: Surroundings): Promise<void> {
  const command = bufferbane(here, [...to(HTTP), "--duration", "2s"]);
  await using terminal = await openTerminal(command, {
    columns: 80,
    rows: 12,
    folder: here.folder,
  });
  const isEnded = async () =>
    (await terminal.screen()).some((line) => line.startsWith("ended with"));
  await until(isEnded, () => "the end");
  const lines = (await terminal.screen()).filter((line) => line !== "");
  // The bar has been drawn in its own place, and stays, full.
  match(lines[3] ?? "", /^\[#{24}\] 100 % {2}2 s .*bit\/s {2}answers /);
  match(lines[4] ?? "", /^Sent /);
  strictEqual(lines.at(-1), "ended with 0");
}

async function sink(here: Surroundings, args: readonly string[]) {
  const { namespace, folder } = here;
  return await spawn(
    within(namespace, [
      ...["env", `--chdir=${folder}`, Deno.execPath(), "run", "-A", "--quiet"],
      ...[SINK, ...args],
    ]),
    { ready: /listening/ },
  );
}

/** A certificate for 127.0.0.1, signed by an authority of this test's own. */
async function certify(folder: string): Promise<void> {
  await run(["sh", "-ec", CERTIFY, "sh", folder]);
}

const CERTIFY = `
  cd "$1"
  key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
  openssl req -x509 $key -keyout ca.key -out ca.pem -days 2 -subj /CN=ca 2>&1
  openssl req $key -keyout key.pem -out request -subj /CN=sink 2>&1
  echo subjectAltName=IP:127.0.0.1 > names
  openssl x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial \
    -out cert.pem -days 2 -extfile names 2>&1`;
