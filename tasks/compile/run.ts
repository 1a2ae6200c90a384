/**
 * Runs a command to its end.
 *
 * @param command The program.
 * @param args Its arguments.
 * @param options Where to run it.
 * @returns What it wrote to its standard output.
 * @throws {Error} When it fails, with what it said.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    ...options,
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(
      `Cannot run ${command} ${args.join(" ")}: ${
        decoder.decode(stderr).trim()
      }`,
    );
  }
  return decoder.decode(stdout);
}
