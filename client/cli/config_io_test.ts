import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { loadConfig } from "../config/mod.ts";
import { systemConfigIo } from "./config_io.ts";

/** A folder of its own that is gone afterwards. */
function temporaryFolder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync();
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

Deno.test("systemConfigIo() writes files that only their owner reads", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "client.conf");
  const io = systemConfigIo();
  io.writeFile(path, "[general]\n", { isReplacing: false });
  const { bytes, mode } = io.readFile(path);
  strictEqual(new TextDecoder().decode(bytes), "[general]\n");
  strictEqual((mode ?? 0) & 0o777, 0o600);
  throws(
    () => io.writeFile(path, "", { isReplacing: false }),
    Deno.errors.AlreadyExists,
  );
  Deno.chmodSync(path, 0o644);
  io.writeFile(path, "[targets]\n", { isReplacing: true });
  strictEqual(Deno.readTextFileSync(path), "[targets]\n");
  strictEqual((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
});

Deno.test("systemConfigIo() leads loadConfig() to say what is wrong", () => {
  using folder = temporaryFolder();
  const io = systemConfigIo();
  const missing = join(folder.path, "none.conf");
  throws(() => loadConfig(io, missing), {
    message: `Cannot read ${missing} as there is no such file ` +
      "(`bufferbane config init` writes one)",
  });
  throws(() => loadConfig(io, folder.path), {
    message: `Cannot read ${folder.path} as it is a folder`,
  });
  throws(() => loadConfig(io, "/dev/zero"), {
    message: "Cannot read /dev/zero as it is longer than 8 MB",
  });
});

Deno.test("systemConfigIo() reads the environment", () => {
  const io = systemConfigIo();
  deepStrictEqual(io.env("HOME"), Deno.env.get("HOME"));
});
