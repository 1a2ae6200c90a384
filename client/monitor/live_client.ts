import { connect } from "./control_client.ts";
import { close, isDisconnect, linesOf, write } from "./control_lines.ts";

/**
 * Watches a running monitor: a line for each measurement, for what each
 * interface did in a second, and for what happened.
 *
 * @param paths Where it may listen, from `controlPaths()`.
 * @param onLine Takes each line, an object in JSON.
 * @param signal Ends it.
 * @returns When it has ended: `false` if no monitor listens there.
 */
export async function watchLive(
  paths: readonly string[],
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const client = await connect(paths);
  if (client === null) return false;
  const stop = () => close(client);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return true;
    await write(client, '{"request":"live"}\n');
    for await (const line of linesOf(client)) onLine(line);
    return true;
  } catch (error) {
    if (!isDisconnect(error)) throw error;
    return true;
  } finally {
    signal.removeEventListener("abort", stop);
    close(client);
  }
}
