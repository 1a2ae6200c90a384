import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { keysOf, loadConfig, policyOf } from "./load.ts";
import { parseConfig } from "./parse.ts";
import { renderTemplate } from "./template.ts";
import { SECTIONS as CLIENT } from "../../client/config/schema.ts";
import { SECTIONS as SERVER } from "./schema.ts";

const SECRETS = [
  "3f9a1c5e7b20d84f6e31a9c07d52be846af01d93c8e7254b90df16ac3be5f728",
  "91c4e70b2fa86d35c01e9b7f4a63d8e2507cb9f1348ad6e02c95f7b1063ed84a",
  "c8d05a7e316fb942e09d4c17f582ab6330e9d1476fc58ab02e71d6930bf4a5ce",
] as const;

function file(text: string, mode: number = 0o600) {
  return () => ({ bytes: new TextEncoder().encode(text), mode });
}

function failing(error: Error) {
  return () => {
    throw error;
  };
}

const MINIMAL = `[security]\nshared_secret = "${SECRETS[0]}"\n`;

Deno.test("loadConfig() says why a file cannot be read", () => {
  const cases: readonly [error: Error, message: string][] = [
    [
      new Deno.errors.NotFound(),
      "Cannot read s.conf as there is no such file (`bufferbane-server config " +
      "init` writes one)",
    ],
    [
      new Deno.errors.PermissionDenied(),
      "Cannot read s.conf as this user may not read it",
    ],
    [new Deno.errors.IsADirectory(), "Cannot read s.conf as it is a folder"],
    [
      new Deno.errors.NotADirectory(),
      "Cannot read s.conf as a part of the path is no folder",
    ],
    [
      new RangeError("it is longer than 8 MB"),
      "Cannot read s.conf as it is longer than 8 MB",
    ],
  ];
  for (const [error, message] of cases) {
    throws(() => loadConfig("s.conf", failing(error)), { message });
  }
  const bytes = Uint8Array.of(0xff);
  throws(() => loadConfig("s.conf", () => ({ bytes, mode: 0o600 })), {
    message: "Cannot read s.conf as it is not UTF-8 text",
  });
});

Deno.test("loadConfig() warns where others may read the secret", () => {
  deepStrictEqual(loadConfig("s.conf", file(MINIMAL)).warnings, []);
  deepStrictEqual(loadConfig("s.conf", file(MINIMAL, 0o644)).warnings, [
    "s.conf holds a secret and others may read it: its mode is 644 (allowed: " +
    "600, by `chmod 600 s.conf`)",
  ]);
});

Deno.test("policyOf() takes the limits over", () => {
  const settings = parseConfig(
    `${MINIMAL}session_timeout_sec = 60\n[limits]\necho_pps = 100\n` +
      "[general]\nmax_concurrent_clients = 7\n",
    "s.conf",
  );
  deepStrictEqual(policyOf(settings), {
    echoPps: 100,
    sessionTtlMs: 60_000,
    maxSessions: 7,
  });
});

Deno.test("keysOf() lets a secret that stays keep its quota slot", () => {
  const client = (name: string, secret: string) =>
    `[[clients]]\nname = "${name}"\nsecret = "${secret}"\n`;
  const [a, b, c] = SECRETS;
  const options = { maxKeys: 4 };
  const slots = (keys: ReturnType<typeof keysOf>) =>
    keys.map(({ name, quotaSlot }) => [name, quotaSlot]);
  const first = keysOf(
    parseConfig(client("a", a) + client("b", b), "s"),
    [],
    options,
  );
  deepStrictEqual(slots(first), [["a", 0], ["b", 1]]);
  const second = keysOf(
    parseConfig(client("c", c) + client("b", b), "s"),
    first,
    options,
  );
  deepStrictEqual(
    slots(second),
    [["c", 2], ["b", 1]],
    "a's slot is not c's while its sessions may still be counted there",
  );
  throws(() =>
    keysOf(parseConfig(client("a", a) + client("b", b), "s"), [], {
      maxKeys: 1,
    }), { message: "Cannot use 2 secrets (allowed: up to 1)" });
});

Deno.test("renderTemplate() is what server.conf.template holds, and lacks only a secret", async () => {
  const url = new URL("../../server.conf.template", import.meta.url);
  strictEqual(
    await Deno.readTextFile(url),
    renderTemplate(),
    "run `deno run -A tasks/write_server_template.ts`",
  );
  const filled = renderTemplate().replace(
    '#shared_secret = ""',
    `shared_secret = "${SECRETS[0]}"`,
  );
  deepStrictEqual(
    parseConfig(filled, "s.conf"),
    parseConfig(MINIMAL, "s.conf"),
  );
});

Deno.test("renderTemplate() uncommented holds nothing that is refused but missing secrets", () => {
  const uncommented = renderTemplate().replaceAll(
    /^#(\w+ = |\[\[)/gm,
    "$1",
  );
  throws(() => parseConfig(uncommented, "s.conf"), {
    message: 's.conf:57: clients[1].name is "" (allowed: a text of 1 to 64 ' +
      "visible characters)",
  });
});

Deno.test("a client and a server with all defaults share no port of their machine", () => {
  const ports = [
    SERVER.general.bindPort.default,
    SERVER.metrics.port.default,
    CLIENT.metrics.keys.port.default,
    CLIENT.dashboard.keys.port.default,
  ];
  strictEqual(new Set(ports).size, ports.length);
});
