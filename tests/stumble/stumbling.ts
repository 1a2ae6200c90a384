/** A newcomer's machine and line, and what the program says there. @module */

import { strictEqual } from "node:assert/strict";
import { endBy, lineOf, start, until } from "../cli/program.ts";
import type { Household } from "../cli/household.ts";
import { count, isThere } from "../cli/recorded.ts";
import { run } from "../lab/command.ts";
import type { Spawned } from "../lab/spawned.ts";

/** A monitor that measures while its surroundings change. */
export interface Watched {
  /** The program. */
  readonly monitor: Spawned;
  /**
   * Runs commands, and waits for what the monitor says to them.
   *
   * @param commands Arguments of `ip`, each in the client's namespace.
   * @param match The line.
   */
  after(commands: readonly string[], match: RegExp): Promise<void>;
  /**
   * Waits for an answer of 1.1.1.1 by another interface.
   *
   * @param name As rows call it.
   */
  answered(name: string): Promise<void>;
  /** Stops the monitor, and hands over all that it has said, without times. */
  end(): Promise<readonly string[]>;
}

/**
 * Starts the monitor in a home, and waits until it measures.
 *
 * @param home The home.
 * @param args Further arguments.
 */
export async function watch(
  { here, db, lab }: Household,
  args: readonly string[] = [],
): Promise<Watched> {
  const monitor = await start(here, ["--db", db, ...args]);
  await until(() => isThere(db), () => `rows: ${monitor.stderr().join("\n")}`);
  return {
    monitor,
    async after(commands, match) {
      const from = monitor.stdout().length;
      for (const command of commands) await inClient(lab.client, command);
      await lineOf(monitor, match, from);
    },
    async answered(name) {
      const answers = `SELECT count(*) FROM measurements
        WHERE test_type = 'icmp' AND status = 'ok' AND target = '1.1.1.1'
        AND interface = '${name}'`;
      await until(() => count(db, answers) > 0, () => `answers over ${name}`);
    },
    async end() {
      strictEqual(await endBy(monitor, "SIGINT"), 0, monitor.stderr().join());
      return monitor.stdout().map((line) => line.slice("00:00:00  ".length));
    },
  };
}

/**
 * Runs `ip` in a namespace.
 *
 * @param namespace Where.
 * @param command Its arguments, separated by blanks.
 */
export async function inClient(
  namespace: string,
  command: string,
): Promise<void> {
  await run(["ip", "-n", namespace, ...command.split(" ")]);
}
