import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { type ConfigFile, type ConfigSources, loadConfig } from "./load.ts";
import { SECRET } from "./testing.ts";

const HOME = { HOME: "/home/ada" };

/** A world with these files and variables. */
function world(
  files: Readonly<Record<string, string | Error | ConfigFile>>,
  variables: Readonly<Record<string, string>> = HOME,
): ConfigSources {
  return {
    env: (name) => variables[name],
    readFile(path) {
      const file = files[path] ?? new Deno.errors.NotFound();
      if (file instanceof Error) throw file;
      return typeof file === "string"
        ? { bytes: new TextEncoder().encode(file), mode: 0o600 }
        : file;
    },
  };
}

Deno.test("loadConfig() takes the first file of its search path", () => {
  const files = {
    "mine.conf": "",
    "./client.conf": "",
    "/xdg/bufferbane/client.conf": "",
    "/home/ada/.config/bufferbane/client.conf": "",
    "/etc/bufferbane/client.conf": "",
  };
  const xdg = { ...HOME, XDG_CONFIG_HOME: "/xdg" };
  strictEqual(loadConfig(world(files), "mine.conf").path, "mine.conf");
  const found: (string | undefined)[] = [];
  for (const path of Object.keys(files).slice(1)) {
    found.push(
      loadConfig(world(files, path.startsWith("/xdg") ? xdg : HOME)).path,
    );
    Reflect.deleteProperty(files, path);
  }
  deepStrictEqual(found, [
    "./client.conf",
    "/xdg/bufferbane/client.conf",
    "/home/ada/.config/bufferbane/client.conf",
    "/etc/bufferbane/client.conf",
  ]);
  strictEqual(loadConfig(world(files)).path, undefined);
});

Deno.test("loadConfig() puts the database where the user's results belong", () => {
  const rows: readonly [Record<string, string>, string, string][] = [
    [HOME, "/home/ada/.local/state/bufferbane/bufferbane.db", "ordinary"],
    [
      { ...HOME, XDG_STATE_HOME: "/var/ada" },
      "/var/ada/bufferbane/bufferbane.db",
      "variable",
    ],
    [
      { ...HOME, XDG_STATE_HOME: "state" },
      "/home/ada/.local/state/bufferbane/bufferbane.db",
      "a relative folder is invalid there",
    ],
    [{}, "/var/lib/bufferbane/bufferbane.db", "a service without a home"],
  ];
  for (const [variables, path, why] of rows) {
    const { settings } = loadConfig(world({}, variables));
    strictEqual(settings.general.databasePath, path, why);
  }
  const own = world({ "a": '[general]\ndatabase_path = "./my.db"' });
  strictEqual(loadConfig(own, "a").settings.general.databasePath, "./my.db");
});

Deno.test("loadConfig() says why a file cannot be read", () => {
  const { PermissionDenied, IsADirectory } = Deno.errors;
  const rows: readonly [Error | ConfigFile | undefined, string][] = [
    [
      undefined,
      "Cannot read my.conf as there is no such file " +
      "(`bufferbane config init` writes one)",
    ],
    [
      new PermissionDenied(),
      "Cannot read my.conf as this user may not read it",
    ],
    [new IsADirectory(), "Cannot read my.conf as it is a folder"],
    [
      new Error("Input/output error (os error 5)"),
      "Cannot read my.conf as Input/output error (os error 5)",
    ],
    [
      { bytes: Uint8Array.of(0xff, 0xfe, 0x41), mode: 0o600 },
      "Cannot read my.conf as line 1 is not UTF-8 text (save it as UTF-8)",
    ],
    [
      {
        // "Köln" as Windows has saved it for decades.
        bytes: Uint8Array.of(0x23, 0x0a, 0x23, 0x4b, 0xf6, 0x6c, 0x6e),
        mode: 0o600,
      },
      "Cannot read my.conf as line 2 is not UTF-8 text (save it as UTF-8)",
    ],
  ];
  for (const [file, message] of rows) {
    const files = file === undefined ? {} : { "my.conf": file };
    throws(() => loadConfig(world(files), "my.conf"), {
      name: "ConfigError",
      path: "my.conf",
      key: "",
      line: undefined,
      message,
    });
  }
});

Deno.test("loadConfig() does not pass over a file that it may not read", () => {
  const files = {
    "./client.conf": new Deno.errors.PermissionDenied(),
    "/etc/bufferbane/client.conf": "",
  };
  throws(() => loadConfig(world(files)), {
    message: "Cannot read ./client.conf as this user may not read it",
  });
});

Deno.test("loadConfig() reads a file with a byte order mark and CRLF", () => {
  const toml = "\ufeff[general]\r\ntimeout_ms = 500\r\n";
  const { settings, lines } = loadConfig(world({ a: toml }), "a");
  strictEqual(settings.general.timeoutMs, 500);
  strictEqual(lines.get("general.timeout_ms"), 2);
});

Deno.test("loadConfig() warns of a secret that others may read", () => {
  const rows: readonly [string, number | null, string[], string][] = [
    [SECRET, 0o100600, [], "owner only"],
    [SECRET, null, [], "no permission bits here"],
    [SECRET, 0o100640, ["640"], "group"],
    [SECRET, 0o100604, ["604"], "others"],
  ];
  for (const [secret, mode, bits, why] of rows) {
    const toml = `[server]\nshared_secret = "${secret}"`;
    const bytes = new TextEncoder().encode(toml);
    deepStrictEqual(
      loadConfig(world({ a: { bytes, mode } }), "a").warnings,
      [
        ...bits.map((bits) =>
          "a holds a secret and others may read it: " +
          `its mode is ${bits} (allowed: 600, by \`chmod 600 a\`)`
        ),
      ],
      why,
    );
  }
});
