/** How `deno task start` runs the monitor, for whoever runs it otherwise. @module */

import { join } from "node:path";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");

/** What the task puts before and behind `deno run`. */
export interface StartTask {
  /** Its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** V8's flags, separated by commas. */
  readonly v8Flags: string;
}

/**
 * Reads the task from deno.json, so that no test runs the monitor otherwise
 * than its users do.
 *
 * @throws {TypeError} When the task is not `NAME=VALUE ... deno run
 * --v8-flags=...`.
 */
export async function startTask(): Promise<StartTask> {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  const command = String(tasks.start.command);
  const found = /^(.*?)deno run .*?--v8-flags=(\S+)/.exec(command);
  const [, variables = "", v8Flags] = found ?? [];
  if (v8Flags === undefined) {
    throw new TypeError(
      `Cannot read deno.json's task "start": found \`${command}\` ` +
        "(allowed: NAME=VALUE ... deno run --v8-flags=...)",
    );
  }
  const env = Object.fromEntries(
    variables.split(" ").filter((text) => text.includes("="))
      .map((text) => text.split("=", 2)),
  );
  return { env, v8Flags };
}
