/** Where results go that cannot go there. @module */

import { deepStrictEqual } from "node:assert/strict";
import type { Household } from "./household.ts";
import { bufferbane, finish, finishCommand } from "./program.ts";

const WRITING = [["export"], ["report"], ["chart", "latency_over_time"]];

/** A folder that is missing, or closed to this user, is named. */
export async function namesFolders({ here, db }: Household): Promise<void> {
  await Deno.mkdir(`${here.folder}/closed`, { mode: 0o755 });
  await Deno.chmod(db, 0o644);
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["gone/x.csv", "there is no such folder", false],
    ["closed/x.csv", "this user may not write there", true],
  ];
  for (const [path, why, isNobody] of rows) {
    for (const command of WRITING) {
      const ended = await finish(
        { ...here, isNobody },
        [...command, "--db", db, "--output", path],
      );
      deepStrictEqual(ended, {
        code: 1,
        stdout: "",
        stderr: `Cannot write ${path} as ${why}\n`,
      });
    }
  }
  const charts = ["charts", "--db", db, "--output-dir", "gone"];
  const { code, stderr } = await finish(here, charts);
  deepStrictEqual({ code, stderr }, {
    code: 1,
    stderr:
      "Cannot write gone/latency_over_time.png as there is no such folder\n",
  });
}

/** A reader that goes away, such as `head`, has seen enough. */
export async function endsWithItsReader(
  { here, db }: Household,
): Promise<void> {
  const commands = [
    ["export", "--db", db],
    ["stats", "--db", db],
    ["stats", "--db", db, "--json"],
    ["chart", "latency_over_time", "--db", db, "--output", "-"],
    ["interfaces"],
    ["connections"],
    ["config", "show"],
    ["--help"],
  ];
  for (const command of commands) {
    const line = bufferbane(here, command);
    const { code, stderr } = await finishCommand([
      ...["bash", "-c", 'set -o pipefail; "$@" | true', "bash", ...line],
    ]);
    deepStrictEqual({ command, code, stderr }, {
      command,
      code: 0,
      stderr: "",
    });
  }
}
