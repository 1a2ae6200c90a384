import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { LibcError, openLibc } from "@bufferbane/ffi";
import { FakeLibc } from "@bufferbane/ffi/testing";
import { secretFault } from "@bufferbane/protocol/secret";
import { main } from "./main.ts";
import type { Outside } from "./outside.ts";

const SECRET =
  "3f9a1c5e7b20d84f6e31a9c07d52be846af01d93c8e7254b90df16ac3be5f728";

/** A world of files in memory. */
function world(files: Record<string, string> = {}) {
  let out = "";
  let err = "";
  const outside: Outside = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isJournal: false,
    env: () => "/nonexistent",
    readFile(path) {
      const text = files[path];
      if (text === undefined) throw new Deno.errors.NotFound();
      return { bytes: new TextEncoder().encode(text), mode: 0o600 };
    },
    readText: (path) => files[path],
    writeFile(path, text, { isReplacing }) {
      if (path in files && !isReplacing) throw new Deno.errors.AlreadyExists();
      files[path] = text;
    },
    openLibc,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    cores: 1,
  };
  const signals = { stop: AbortSignal.abort(), onReload: () => {} };
  const run = async (...args: string[]) => {
    [out, err] = ["", ""];
    const code = await main(args, outside, signals);
    return { code, out, err };
  };
  return { files, outside, run };
}

Deno.test("main() says what to do where something is missing or wrong", async () => {
  const { run } = world({ "empty.conf": "" });
  const cases: readonly [args: string[], code: number, err: string][] = [
    [
      [],
      2,
      "Cannot run without a configuration (allowed: --config FILE; " +
      "`bufferbane-server config init` writes one)\n",
    ],
    [
      ["--config", "none.conf"],
      2,
      "Cannot read none.conf as there is no such file (`bufferbane-server " +
      "config init` writes one)\n",
    ],
    [
      ["statsu"],
      2,
      'Cannot run "statsu" as there is no such command (there are: config, ' +
      "secret, status)\n",
    ],
    [
      ["config"],
      2,
      "Cannot run `config` without a subcommand (there are: init, check)\n",
    ],
    [["secret", "x"], 2, 'Cannot use "x": nothing is expected there\n'],
    [
      ["status"],
      1,
      "Cannot ask at /nonexistent/bufferbane/server-9876.sock as no server " +
      "listens there\n",
    ],
  ];
  for (const [args, code, err] of cases) {
    deepStrictEqual(await run(...args), { code, out: "", err }, args.join(" "));
  }
  const check = await run("config", "check", "empty.conf");
  deepStrictEqual(
    await run("config", "check", "--config", "empty.conf"),
    check,
  );
  deepStrictEqual(await run("config", "check", "a", "--config", "b"), {
    code: 2,
    out: "",
    err:
      "Cannot use --config together with FILE: each names the configuration\n",
  });
  strictEqual(check.code, 2);
  match(check.err, /^empty.conf: nobody could connect, as there is no secret/);
});

Deno.test("main() prints secrets that it accepts itself", async () => {
  const { run } = world();
  const { code, out } = await run("secret");
  strictEqual(code, 0);
  match(out, /^[0-9a-f]{64}\n$/);
  strictEqual(secretFault(out.trim()), undefined);
});

Deno.test("main() writes a configuration, never over one, and checks it", async () => {
  const { files, run } = world();
  const first = await run("config", "init");
  strictEqual(first.code, 0);
  match(first.out, /^Wrote server.conf: every option, each at its default.\n/);
  const again = await run("config", "init");
  deepStrictEqual(again, {
    code: 1,
    out: "",
    err:
      "Cannot write server.conf as it exists already (--force replaces it)\n",
  });
  files["server.conf"] = files["server.conf"]?.replace(
    '#shared_secret = ""',
    `shared_secret = "${SECRET}"`,
  ) ?? "";
  deepStrictEqual(await run("config", "check"), {
    code: 0,
    out: "server.conf is valid; clients with a secret: 1.\n",
    err: "",
  });
  strictEqual((await run("config", "init", "--force")).code, 0);
  ok((await run("config", "init", "--output", "-")).out.startsWith("# buff"));
});

Deno.test("main() says why a server cannot be asked for its status", async () => {
  const { run } = world({
    "s.conf": `[general]\nstatus_socket = "/etc/passwd/s"\n` +
      `[security]\nshared_secret = "${SECRET}"\n`,
  });
  deepStrictEqual(await run("status", "--config", "s.conf"), {
    code: 1,
    out: "",
    err: "Cannot ask at /etc/passwd/s as Not a directory (os error 20)\n",
  });
});

Deno.test("main() says in words why it cannot listen", async () => {
  using taken = occupy("127.0.0.1");
  const { port } = taken;
  const config = (address: string, at: number) =>
    `[general]\nbind_address = "${address}"\nbind_port = ${at}\n` +
    `[security]\nshared_secret = "${SECRET}"\n`;
  const { run } = world({
    "taken.conf": config("127.0.0.1", port),
    "elsewhere.conf": config("192.0.2.1", 9_876),
  });
  const busy = await run("--config", "taken.conf");
  strictEqual(busy.code, 1);
  strictEqual(
    busy.err,
    `Cannot listen on 127.0.0.1:${port} as the port is in use (by another ` +
      "bufferbane-server?)\n",
  );
  const elsewhere = await run("--config", "elsewhere.conf");
  strictEqual(
    elsewhere.err,
    "Cannot listen on 192.0.2.1:9876 as this machine does not have the address\n",
  );
});

Deno.test("main() says so where a low port is forbidden", async () => {
  const { outside } = world({
    "low.conf":
      `[general]\nbind_port = 53\n[security]\nshared_secret = "${SECRET}"\n`,
  });
  class ForbiddingLibc extends FakeLibc {
    override bind(): void {
      throw new LibcError("bind", "EACCES", "Permission denied");
    }
  }
  let err = "";
  const code = await main(["--config", "low.conf"], {
    ...outside,
    err: (text) => void (err += text),
    openLibc: () => new ForbiddingLibc({}),
  }, { stop: AbortSignal.abort(), onReload: () => {} });
  strictEqual(code, 1);
  strictEqual(
    err,
    "Cannot listen on 0.0.0.0:53 as this user may not use ports below 1024\n",
  );
});

/** Takes a UDP port. */
function occupy(address: string) {
  const libc = openLibc();
  const fd = libc.socket("inet", "datagram", 0);
  libc.bind(fd, libc.encodeAddress(address, 0) ?? new Uint8Array());
  const port = libc.decodeAddress(libc.localAddress(fd))?.port ?? 0;
  return {
    port,
    [Symbol.dispose]() {
      libc.close(fd);
      libc[Symbol.dispose]();
    },
  };
}
