import { close, isDisconnect, write } from "./control_lines.ts";
import { connect } from "./control_client.ts";

/**
 * Watches a running monitor: a line for each measurement, for what each
 * interface did in a second, and for what happened.
 *
 * @param path From {@linkcode controlPath}.
 * @param onLine Takes each line, an object in JSON.
 * @param signal Ends it.
 * @returns When it has ended: `false` if no monitor listens there.
 */
export async function watchLive(
  path: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const client = await connect(path);
  if (client === null) return false;
  const stop = () => close(client);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return true;
    await write(client, '{"request":"live"}\n');
    let rest = "";
    const text = client.readable.pipeThrough(new TextDecoderStream());
    for await (const chunk of text) {
      rest += chunk;
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    }
    return true;
  } catch (error) {
    if (!isDisconnect(error)) throw error;
    return true;
  } finally {
    signal.removeEventListener("abort", stop);
    close(client);
  }
}
