/** A program that ended badly, with what it said. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  /** What was run, program first. */
  readonly command: readonly string[];
  /** Its exit code. */
  readonly code: number;
  /** What it complained about. */
  readonly stderr: string;

  constructor(command: readonly string[], code: number, stderr: string) {
    super(
      `Cannot run \`${command.join(" ")}\` as it ended with ${code}: ` +
        stderr.trim(),
    );
    this.command = command;
    this.code = code;
    this.stderr = stderr;
  }
}

/**
 * Runs a program to its end.
 *
 * @param command Program and arguments; no shell reads them.
 * @param input What it gets on stdin; nothing by default.
 * @returns What it wrote to stdout.
 * @throws {CommandError} If it ends with another code than 0.
 */
export async function run(
  command: readonly string[],
  input = "",
): Promise<string> {
  const [program, ...args] = command;
  if (program === undefined) {
    throw new TypeError("Cannot run nothing: found an empty command");
  }
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [, output] = await Promise.all([
    feed(child.stdin, input),
    child.output(),
  ]);
  const decoder = new TextDecoder();
  if (output.code !== 0) {
    throw new CommandError(
      command,
      output.code,
      decoder.decode(output.stderr) || decoder.decode(output.stdout),
    );
  }
  return decoder.decode(output.stdout);
}

async function feed(
  stdin: WritableStream<Uint8Array>,
  input: string,
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    if (input !== "") await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (error) {
    // The program may end without reading; its exit code tells the rest.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
