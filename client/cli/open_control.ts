import {
  type ControlHandlers,
  controlPaths,
  ControlSocket,
} from "../monitor/control.ts";
import type { LiveConsole } from "./console/console.ts";

/**
 * Opens the control socket; without it the monitor measures all the same.
 *
 * @param databasePath The database whose monitor it is.
 * @param handlers What is answered there.
 * @param view Who is told when it cannot be had.
 * @returns It, or nothing where it cannot be had.
 */
export async function openControl(
  databasePath: string,
  handlers: ControlHandlers,
  view: LiveConsole,
): Promise<ControlSocket | undefined> {
  const paths = await controlPaths(databasePath, (name) => Deno.env.get(name));
  const reasons: string[] = [];
  for (const path of paths) {
    try {
      return new ControlSocket(path, handlers);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      reasons.push(`${path}: ${error.message}`);
    }
  }
  view.note(
    `Other commands will not find this monitor, as it cannot listen at ${
      reasons.join(", nor at ")
    }`,
  );
  return undefined;
}
