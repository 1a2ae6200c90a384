/** The lines of shell in front of a packed program. @module */

import type { Program, Target } from "./program.ts";

/** What tells one packed program from another. */
export interface Packed {
  /** Which program. */
  readonly program: Program;
  /** The machines it is for. */
  readonly target: Target;
  /** Its version, with the commit. */
  readonly version: string;
  /** SHA-256 of what follows, in hex. */
  readonly sha256: string;
}

/**
 * Fills in stub.sh.
 *
 * @param template stub.sh.
 * @param packed What it stands in front of.
 * @returns The first bytes of the program's file.
 * @throws {TypeError} When a place in the template has no value.
 */
export function renderStub(template: string, packed: Packed): string {
  const { program, target, version, sha256 } = packed;
  const values: Readonly<Record<string, string>> = {
    TITLE: `${program.name} ${version} for ${target.triple}`,
    NAME: program.name,
    COPY: `${program.name}-${version}-${sha256.slice(0, 16)}`,
    V8_FLAGS: program.v8Flags,
    STEADY_V8_FLAGS: program.steadyV8Flags,
    STEADY_ARENAS: String(program.steadyArenas),
    SYSTEM: target.uname.join(" "),
    LOADER: target.loader,
    SHA256: sha256,
    LINES: String(template.split("\n").length),
  };
  return template.replaceAll(/@([A-Z0-9_]+)@/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new TypeError(
        `Cannot fill in ${place} (have: ${Object.keys(values).join(", ")})`,
      );
    }
    return value;
  });
}
