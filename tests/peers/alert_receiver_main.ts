/**
 * A web receiver in whatever mood stdin says: `works`, `slow`, `500` or
 * `hangs`; `told` is answered by what it has taken so far.
 *
 * @module
 */

const taken: unknown[] = [];
let mood = "works";

Deno.serve(
  { port: Number(Deno.args[0]), onListen: () => write("ready") },
  async (request) => {
    const body = await request.json();
    if (mood === "500") return new Response("no", { status: 500 });
    if (mood === "hangs") await new Promise(() => {});
    if (mood === "slow") {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    }
    taken.push(body.id);
    return new Response("ok");
  },
);

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const text of lines) {
  for (const line of text.trim().split("\n")) {
    if (line !== "told") mood = line;
    write(JSON.stringify(taken));
  }
}
