import { writeFault } from "@bufferbane/ffi";
import { dirname } from "node:path";
import { localText } from "../analysis/local_text.ts";
import { openReader, StoreError } from "../store/mod.ts";
import type { Finding } from "./finding.ts";

/**
 * Looks at the database, or whether one can be made.
 *
 * @param path Where; empty if the configuration is wrong.
 * @param findings Gets what was found.
 */
export function examineDatabase(path: string, findings: Finding[]): void {
  const subject = "database";
  if (path === "") return;
  try {
    using reader = openReader(path);
    const span = reader.span();
    const { size } = Deno.statSync(path);
    findings.push({
      state: "ok",
      subject,
      text: `${path}, ${(size / 1e6).toFixed(1)} MB, ${
        span === null ? "empty" : `since ${localText(span.fromMs)}`
      }`,
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.reason !== "missing") {
      findings.push({ state: "fault", subject, text: error.message });
      return;
    }
    const fault = makingFault(path);
    findings.push({
      state: fault === undefined ? "ok" : "fault",
      subject,
      text: fault === undefined
        ? `${path} (not yet made)`
        : `${path} cannot be made as ${fault} (--db, or [general] database_path, puts it elsewhere)`,
    });
  }
}

/** Why a file cannot be made where its folders end; tried, not guessed. */
function makingFault(path: string): string | undefined {
  try {
    Deno.removeSync(Deno.makeTempFileSync({ dir: existingFolder(path) }));
    return undefined;
  } catch (error) {
    const reason = writeFault(error);
    if (reason === undefined) throw error;
    return reason;
  }
}

/** The nearest folder above a path that is there. */
function existingFolder(path: string): string {
  const folder = dirname(path);
  try {
    Deno.statSync(folder);
    return folder;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && folder !== path) {
      return existingFolder(folder);
    }
    throw error;
  }
}
