/**
 * A web server that takes every POST, on loopback unless `HOST` says otherwise:
 * `web_sink_main.ts PORT [CERTIFICATE KEY]`.
 *
 * @module
 */

const [port, certificate, key] = Deno.args;
const tls = certificate === undefined || key === undefined ? {} : {
  cert: await Deno.readTextFile(certificate),
  key: await Deno.readTextFile(key),
};

Deno.serve({
  hostname: Deno.env.get("HOST") ?? "127.0.0.1",
  port: Number(port),
  onListen: () =>
    void Deno.stdout.writeSync(new TextEncoder().encode("listening\n")),
  ...tls,
}, async (request) => {
  await request.bytes();
  return new Response();
});
