import { writeFault } from "@bufferbane/ffi";
import type { Settings } from "../config/mod.ts";
import type { Severity } from "../model/mod.ts";
import { LogFile } from "./console/log_file.ts";

type Level = Settings["logging"]["level"];

const LEAST: Readonly<Record<Level, Severity>> = {
  error: "alert",
  warn: "warning",
  info: "info",
};

/** The mildest severity that a level lets through. */
export function leastSeverity(level: Level): Severity {
  return LEAST[level];
}

/**
 * The file of `[logging] path`, its owner's alone when it is made.
 *
 * @param path Where; empty for none.
 * @param onState Told that it cannot be written, and that it can be again.
 */
export function openLog(
  path: string,
  onState: (text: string) => void,
): LogFile | undefined {
  if (path === "") return undefined;
  return new LogFile({
    async append(bytes) {
      const options = { append: true, create: true, mode: 0o600 };
      using file = await Deno.open(path, options);
      return await file.write(bytes);
    },
    onState,
    faultOf: writeFault,
  });
}
