/** Given to a script that has started itself anew. */
const MARK = "--pinned";

/**
 * Starts the running script anew on one processor, and ends with it; does
 * nothing in the script so started. For generators that must not take time
 * from what they load.
 *
 * @param script Its `import.meta.filename`.
 * @param core The processor.
 */
export async function pinTo(core: number, script: string): Promise<void> {
  if (Deno.args.includes(MARK)) return;
  const command = [Deno.execPath(), "run", "-A", script, ...Deno.args, MARK];
  const { code } = await new Deno.Command("taskset", {
    args: ["-c", `${core}`, ...command],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  Deno.exit(code);
}
