import { countedEnv } from "../support/counted.ts";

const MAIN = new URL("../../client/main.ts", import.meta.url).pathname;

/**
 * Runs a command that loads the line to its end, with a configuration and a
 * database of its own: no monitor is there to be asked.
 *
 * @param command E.g. `"bloat"`.
 * @param toml The configuration, without `[general]`.
 * @param args Its arguments.
 */
export async function runConfigured(
  command: "bloat" | "throughput",
  toml: string,
  args: readonly string[],
): Promise<
  { readonly code: number; readonly out: string; readonly err: string }
> {
  const config = await Deno.makeTempFile({ suffix: ".conf" });
  try {
    await Deno.writeTextFile(
      config,
      `[general]\ndatabase_path = "${config}.db"\n${toml}`,
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, command, "--config", config, ...args],
      env: countedEnv(),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  } finally {
    await Deno.remove(config);
  }
}
