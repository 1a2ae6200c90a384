import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { EchoClient } from "../server/echo_client.ts";
import { newSecret, startServer } from "../server/running_server.ts";

const MAIN = new URL("../../server/main.ts", import.meta.url).pathname;
const ONE = newSecret();
const OTHER = newSecret();

interface Row {
  readonly toml: string;
  /** Of the first line of stderr, behind the path; `undefined`: it is fine. */
  readonly says: RegExp | undefined;
  readonly why: string;
}

const ROWS: readonly Row[] = [
  {
    toml: `[security]\nshared_secret = "${ONE}"`,
    says: undefined,
    why: "a random one",
  },
  {
    toml:
      '[security]\nshared_secret = "a7b3c9d8e1f4a2b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9"',
    says: /^:2: security\.shared_secret is a published sample \(allowed: /,
    why: "the sample of the documents",
  },
  {
    toml: `[security]\nshared_secret = "${"0".repeat(64)}"`,
    says: /^:2: security\.shared_secret is too regular to be random/,
    why: "zeros",
  },
  {
    toml: `[security]\nshared_secret = "${"0123456789abcdef".repeat(4)}"`,
    says: /^:2: security\.shared_secret is too regular to be random/,
    why: "counted up",
  },
  {
    toml: '[security]\nshared_secret = "correct horse battery staple"',
    says: /^:2: security\.shared_secret is a text of 28 characters/,
    why: "a password, which is not repeated in the message",
  },
  {
    toml: `[security]\nshared_secret = "${ONE.slice(1)}"`,
    says: /^:2: security\.shared_secret is a text of 63 hexadecimal digits/,
    why: "one digit lost in copying",
  },
  {
    toml: `[security]\nshared_secret = "${ONE}"\nprevious_secret = "${ONE}"`,
    says:
      /^:3: security\.previous_secret is the same as security\.shared_secret/,
    why: "a change that is none",
  },
  {
    toml: `[[clients]]\nname = "a"\nsecret = "${ONE}"\n` +
      `[[clients]]\nname = "b"\nsecret = "${ONE}"`,
    says: /clients\[2\]\.secret is the same as clients\[1\]\.secret/,
    why: "two clients that could not be told apart",
  },
  {
    toml: `[[clients]]\nname = "a"\nsecret = "${ONE}"\n` +
      `[[clients]]\nname = "a"\nsecret = "${OTHER}"`,
    says: /clients\[2\]\.name is "a", as clients\[1\]\.name is/,
    why: "two clients of one name",
  },
  { toml: "", says: /nobody could connect/, why: "no secret at all" },
];

/** What `bufferbane-server config check` says of a file. */
async function check(
  toml: string,
  mode: number,
): Promise<{ readonly code: number; readonly stderr: string }> {
  const path = await Deno.makeTempFile({ suffix: ".conf" });
  try {
    await Deno.writeTextFile(path, toml);
    await Deno.chmod(path, mode);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, "config", "check", path],
    }).output();
    const text = new TextDecoder().decode(stderr);
    return { code, stderr: text.replaceAll(path, "") };
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("bufferbane-server refuses secrets that are none, and never repeats them", async () => {
  for (const { toml, says, why } of ROWS) {
    const { code, stderr } = await check(toml, 0o600);
    strictEqual(code, says === undefined ? 0 : 2, `${why}: ${stderr}`);
    if (says === undefined) deepStrictEqual(stderr, "", why);
    else match(stderr, says, why);
    for (const [, secret = ""] of toml.matchAll(/secret = "(.+)"/g)) {
      ok(!stderr.includes(secret), why);
    }
  }
});

Deno.test("bufferbane-server warns of a file that others may read", async () => {
  const toml = `[security]\nshared_secret = "${ONE}"`;
  for (const mode of [0o644, 0o640, 0o604]) {
    const { code, stderr } = await check(toml, mode);
    strictEqual(code, 0);
    match(
      stderr,
      new RegExp(`its mode is ${mode.toString(8)} \\(allowed: 600`),
    );
  }
});

const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;

Deno.test({
  name: "bufferbane-server answers without any capability" +
    (isRoot ? "" : " (skipped: needs root, to give them away)"),
  ignore: !isRoot,
  async fn() {
    await using server = await startServer({
      prefix: ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
    });
    using libc = openLibc();
    const { port, secret } = server;
    using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
    ok(client.knock());
    ok(client.echo());
    const status = await Deno.readTextFile(
      `/proc/${server.process.pid}/status`,
    );
    match(status, /^CapEff:\s+0+$/m);
  },
});
