import {
  type ControlHandlers,
  controlPath,
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
  const path = await controlPath(databasePath, (name) => Deno.env.get(name));
  try {
    return new ControlSocket(path, handlers);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    view.note(
      `Cannot listen at ${path} (${error.message}): other commands will not find this monitor`,
    );
    return undefined;
  }
}
