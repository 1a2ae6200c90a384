/** A unit of systemd, as docs/operating/systemd/ has them. @module */

import { join } from "node:path";

/** Where the units are. */
export const UNITS = new URL("../../docs/operating/systemd/", import.meta.url)
  .pathname;

/** What a unit says, by its keys; those said several times, several times. */
export type UnitFile = ReadonlyMap<string, readonly string[]>;

/**
 * Reads a unit.
 *
 * @param name Its file's name.
 * @returns Its settings, sections left out.
 */
export async function readUnit(name: string): Promise<UnitFile> {
  const text = await Deno.readTextFile(join(UNITS, name));
  const settings = new Map<string, string[]>();
  for (const line of text.replaceAll(/\\\n\s*/g, "").split("\n")) {
    const [, key, value = ""] = /^([A-Z]\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) {
      settings.set(key, [...settings.get(key) ?? [], value]);
    }
  }
  return settings;
}

/**
 * The last that a unit says of something.
 *
 * @param unit The unit.
 * @param key What.
 * @returns Empty if nothing.
 */
export function setting(unit: UnitFile, key: string): string {
  return unit.get(key)?.at(-1) ?? "";
}

/**
 * The system calls that a unit allows.
 *
 * @param unit The unit; the first of its filters allows, later ones with `~`
 * take away.
 * @returns Their names.
 */
export async function systemCalls(
  unit: UnitFile,
): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>();
  for (const filter of unit.get("SystemCallFilter") ?? []) {
    const isDenial = filter.startsWith("~");
    for (const name of filter.replace(/^~/, "").split(" ")) {
      for (const call of await callsOf(name)) {
        if (isDenial) allowed.delete(call);
        else allowed.add(call);
      }
    }
  }
  return allowed;
}

/** The system calls of a set such as `@system-service`, sets in it resolved. */
async function callsOf(name: string): Promise<readonly string[]> {
  if (!name.startsWith("@")) return [name];
  const { stdout } = await new Deno.Command("systemd-analyze", {
    args: ["syscall-filter", "--no-pager", name],
  }).output();
  const inside = new TextDecoder().decode(stdout).split("\n").slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  return (await Promise.all(inside.map(callsOf))).flat();
}
