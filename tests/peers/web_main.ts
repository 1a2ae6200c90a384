/**
 * A web server whose one file is large, and which takes uploads, for
 * `by_url.ts`: `web_main.ts PORT`.
 *
 * @module
 */

const FILE_BYTES = 50_000_000;
const CHUNK = crypto.getRandomValues(new Uint8Array(65_536));

function file(): ReadableStream<Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new ReadableStream({
    pull(controller) {
      if (bytes >= FILE_BYTES) return controller.close();
      controller.enqueue(CHUNK.slice());
      bytes += CHUNK.length;
    },
  });
}

const [port = "8080"] = Deno.args;
Deno.serve({
  hostname: "0.0.0.0",
  port: Number(port),
  onListen: () =>
    Deno.stdout.writeSync(new TextEncoder().encode("listening\n")),
}, async (request) => {
  if (request.method === "GET") return new Response(file());
  for await (const _ of request.body ?? []);
  return new Response("thank you");
});
