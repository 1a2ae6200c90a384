import { rejects, strictEqual, throws } from "node:assert/strict";
import { ScrapeListenError, serveScrapes } from "./listen.ts";

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("serveScrapes() serves on the loopback interface until disposed of", async () => {
  const port = freePort();
  const answer = () => Promise.resolve(new Response("here"));
  {
    await using _served = serveScrapes({ bind: "localhost", port }, answer);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    strictEqual(await response.text(), "here");
  }
  await rejects(fetch(`http://127.0.0.1:${port}/`));
});

Deno.test("serveScrapes() says why it cannot", () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const answer = () => Promise.resolve(new Response());
  throws(() => serveScrapes({ bind: "127.0.0.1", port }, answer), {
    name: ScrapeListenError.name,
    message: `Cannot serve metrics at 127.0.0.1 port ${port} as another ` +
      "program serves there (choose another port in [metrics])",
  });
  throws(() => serveScrapes({ bind: "192.0.2.1", port }, answer), {
    message: `Cannot serve metrics at 192.0.2.1 port ${port} as this machine ` +
      "has no such address (see bind in [metrics])",
  });
});
