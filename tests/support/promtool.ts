/** Prometheus's own checks. @module */

/** What `promtool` said. */
export interface Checked {
  /** 0: nothing to complain about. */
  readonly code: number;
  /** All that it printed. */
  readonly text: string;
}

/**
 * Runs `promtool` (Debian package prometheus).
 *
 * @param args E.g. `["check", "rules", "rules.yml"]`.
 * @param input For its stdin.
 */
export async function promtool(
  args: readonly string[],
  input: string = "",
): Promise<Checked> {
  const process = new Deno.Command("promtool", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}
