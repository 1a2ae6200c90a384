/**
 * Takes what is sent on loopback, and keeps each body in a file:
 * `metrics_sink_main.ts PORT FOLDER`. Answers 503 to the first line protocol.
 *
 * @module
 */

const [port, folder] = Deno.args;
let isBusy = true;

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  onListen: () =>
    void Deno.stdout.writeSync(new TextEncoder().encode("listening\n")),
}, async (request) => {
  const body = await request.bytes();
  const isLines = new URL(request.url).pathname === "/write";
  if (isLines && isBusy) {
    isBusy = false;
    return new Response(null, { status: 503 });
  }
  if (request.headers.get("authorization") !== "Bearer t0p") {
    return new Response(null, { status: 401 });
  }
  await Deno.writeFile(`${folder}/${isLines ? "lines" : "otlp"}`, body);
  return new Response();
});
