import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { SECRET } from "../config/testing.ts";
import { configCommand } from "./config.ts";
import { dispatch } from "./dispatch.ts";
import type { ConfigIo } from "./config_io.ts";
import { EXIT } from "./exit_codes.ts";

/** Files in memory, and what was said. */
function world(files: Record<string, string>) {
  const said = { out: "", err: "" };
  const io: ConfigIo = {
    env: (name) => name === "HOME" ? "/home/ada" : undefined,
    readFile(path) {
      const text = files[path];
      if (text === undefined) throw new Deno.errors.NotFound();
      return { bytes: new TextEncoder().encode(text), mode: 0o644 };
    },
    writeFile(path, text, { isReplacing }) {
      if (path.startsWith("/etc/")) throw new Deno.errors.PermissionDenied();
      if (path.includes("/")) throw new Deno.errors.NotFound();
      if (path in files && !isReplacing) throw new Deno.errors.AlreadyExists();
      files[path] = text;
    },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  };
  return {
    files,
    async run(...rawArgs: string[]) {
      said.out = said.err = "";
      const program = {
        root: configCommand(io),
        fallback: "",
        version: "",
        look: () => ({ width: 80, hasColor: false }),
      };
      const code = await dispatch(rawArgs, program, io);
      return { code, ...said };
    },
  };
}

Deno.test("config init writes a template once, and says what is next", async () => {
  const { files, run } = world({});
  deepStrictEqual(await run("init"), {
    code: EXIT.done,
    out: "Wrote client.conf: every option, each at its default.\n" +
      "Next: edit it, run `bufferbane config check client.conf`, then " +
      "`bufferbane --config client.conf`.\n",
    err: "",
  });
  match(files["client.conf"] ?? "", /^#test_interval_ms = 1000$/m);
  files["client.conf"] = "mine";
  deepStrictEqual(await run("init"), {
    code: EXIT.failed,
    out: "",
    err: "Cannot write client.conf as it exists already " +
      "(--force replaces it)\n",
  });
  strictEqual(files["client.conf"], "mine");
  strictEqual((await run("init", "--force")).code, EXIT.done);
  match(files["client.conf"] ?? "", /^# bufferbane/);
});

Deno.test("config init writes where it is told, or says why not", async () => {
  const { run } = world({});
  match((await run("init", "--output", "a.conf")).out, /^Wrote a\.conf: /);
  match((await run("init", "--output", "-")).out, /^# bufferbane: /);
  deepStrictEqual(await run("init", "--output", "no/a.conf"), {
    code: EXIT.failed,
    out: "",
    err: "Cannot write no/a.conf as there is no such folder\n",
  });
  deepStrictEqual(await run("init", "--output", "/etc/a.conf"), {
    code: EXIT.failed,
    out: "",
    err: "Cannot write /etc/a.conf as this user may not write there\n",
  });
});

Deno.test("config check lists what is set, or all that is wrong", async () => {
  const { files, run } = world({ "a.conf": "[general]\ntimeout_ms = 500\n" });
  deepStrictEqual(await run("check", "a.conf"), {
    code: EXIT.done,
    out: "a.conf is valid. It sets:\n  general.timeout_ms = 500\n",
    err: "",
  });
  deepStrictEqual(await run("check"), {
    code: EXIT.done,
    out: "There is no client.conf: the defaults apply.\n",
    err: "",
  });
  files["./client.conf"] = "[general]\n";
  deepStrictEqual(await run("check"), {
    code: EXIT.done,
    out: "./client.conf is valid. It sets nothing: the defaults apply.\n",
    err: "",
  });
  files["a.conf"] = "[general]\nfamily = 4\ntimeout_ms = 5\n";
  deepStrictEqual(await run("check", "a.conf"), {
    code: EXIT.badUsage,
    out: "",
    err: 'a.conf:2: general.family is 4 (allowed: "auto", "4", "6" or "both")' +
      "\na.conf:3: general.timeout_ms is 5 (allowed: 50 to 10000 ms)\n",
  });
});

Deno.test("config check warns of a secret that others may read", async () => {
  const toml = `[server]\nshared_secret = "${SECRET}"\n[thresholds]\n` +
    "throughput_notice_pct = 90\n";
  deepStrictEqual(await world({ a: toml }).run("check", "a"), {
    code: EXIT.done,
    out: "a is valid. It sets:\n" +
      "  server.shared_secret = set (64 hex)\n  thresholds.throughput_notice_pct = 90\n",
    err: "Warning: a holds a secret and others may read it: its mode is 644 " +
      "(allowed: 600, by `chmod 600 a`)\n",
  });
});

Deno.test("config show names every value's origin, and no secret", async () => {
  const toml = `[targets]\npublic_dns = ["9.9.9.9"]\n[[interfaces]]\n` +
    `name = "eth0"\n[server]\nshared_secret = "${SECRET}"\n`;
  const { run } = world({ a: toml });
  const { code, out } = await run("show", "a");
  strictEqual(code, EXIT.done);
  const lines = out.split("\n").map((line) => line.replace(/ +#/, " #"));
  ok(lines.includes("thresholds.throughput_notice_pct = 80 # default"));
  const shown = (key: string) => lines.find((line) => line.startsWith(key));
  strictEqual(
    shown("targets.public_dns"),
    'targets.public_dns = ["9.9.9.9"] # a:2',
  );
  strictEqual(shown("interfaces[1].name"), 'interfaces[1].name = "eth0" # a:4');
  strictEqual(
    shown("general.database_path"),
    "general.database_path = " +
      '"/home/ada/.local/state/bufferbane/bufferbane.db" # default',
  );
  strictEqual(
    shown("server.shared_secret"),
    "server.shared_secret = set (64 hex) # a:6",
  );
  const json = await run("show", "a", "--json");
  const parsed = JSON.parse(json.out);
  strictEqual(parsed.path, "a");
  deepStrictEqual(parsed.settings["targets.public_dns"], {
    value: ["9.9.9.9"],
    origin: "a:2",
  });
  for (const text of [out, json.out]) strictEqual(text.includes(SECRET), false);
});

Deno.test("config show without a file shows the defaults", async () => {
  const { code, out, err } = await world({}).run("show", "--json");
  strictEqual(code, EXIT.done);
  strictEqual(err, "");
  const { path, settings } = JSON.parse(out);
  strictEqual(path, null);
  deepStrictEqual(settings["server.shared_secret"], {
    value: "not set",
    origin: "default",
  });
});

Deno.test("config show of a bad file fails as config check does", async () => {
  const { run } = world({ a: "x" });
  deepStrictEqual(await run("show", "a"), await run("check", "a"));
  strictEqual((await run("show", "a")).code, EXIT.badUsage);
});

Deno.test("config check and show take --config as all other commands do", async () => {
  const { run } = world({ "a b.conf": "[general]\ntimeout_ms = 500\n" });
  for (const command of ["check", "show"]) {
    deepStrictEqual(
      await run(command, "--config", "a b.conf"),
      await run(command, "a b.conf"),
    );
    deepStrictEqual(await run(command, "x", "--config=a b.conf"), {
      code: EXIT.badUsage,
      out: "",
      err:
        "Cannot use --config together with FILE: each names the configuration\n",
    });
  }
});
