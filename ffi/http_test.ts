import {
  deepStrictEqual,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { hostsOf, serveHttp } from "./http.ts";

const WORDS = { what: "figures", portRemedy: "choose another" };

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("serveHttp() serves on the loopback interface until disposed of", async () => {
  const port = freePort();
  const answer = () => Promise.resolve(new Response("here"));
  {
    await using served = serveHttp({ bind: "localhost", port }, answer, WORDS);
    strictEqual(served.url, `http://localhost:${port}/`);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    strictEqual(await response.text(), "here");
  }
  await rejects(fetch(`http://127.0.0.1:${port}/`));
});

Deno.test("serveHttp() says why it cannot, and what helps", () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const answer = () => Promise.resolve(new Response());
  throws(() => serveHttp({ bind: "127.0.0.1", port }, answer, WORDS), {
    name: "HttpListenError",
    message: `Cannot serve figures at 127.0.0.1 port ${port} as another ` +
      "program serves there (choose another)",
  });
  const elsewhere = { bind: "192.0.2.1", port };
  throws(() => serveHttp(elsewhere, answer, WORDS), {
    message: `Cannot serve figures at 192.0.2.1 port ${port} as this machine ` +
      "has no such address",
  });
  const words = { ...WORDS, addressRemedy: "see bind" };
  throws(() => serveHttp(elsewhere, answer, words), {
    message: `Cannot serve figures at 192.0.2.1 port ${port} as this machine ` +
      "has no such address (see bind)",
  });
});

Deno.test("hostsOf() adds the address, unless it stands for others", () => {
  const allowedHosts = ["nas.home"];
  const rows = [
    ["192.0.2.1", ["nas.home", "192.0.2.1"]],
    ["fd00::1", ["nas.home", "fd00::1"]],
    ["0.0.0.0", ["nas.home"]],
    ["::", ["nas.home"]],
    ["localhost", ["nas.home"]],
  ] as const;
  for (const [bind, hosts] of rows) {
    deepStrictEqual(hostsOf({ bind, allowedHosts }), hosts, bind);
  }
});
