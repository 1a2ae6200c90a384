import {
  deepStrictEqual,
  match,
  strictEqual,
  throws,
} from "node:assert/strict";
import { join } from "node:path";
import { writeCertificate } from "./certificate_testing.ts";
import { openPoster, type WebReceiver } from "./post.ts";

const NEVER = new AbortController().signal;

/** Answers requests on loopback with a response, and keeps what came. */
function openReceiver(answer: () => Response) {
  const requests: { headers: Headers; body: string }[] = [];
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, async (request) => {
    requests.push({ headers: request.headers, body: await request.text() });
    return answer();
  });
  return {
    requests,
    host: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function receiverAt(changes: Partial<WebReceiver>): WebReceiver {
  return {
    url: "http://127.0.0.1:1/",
    authorization: "",
    type: "text/plain",
    ca: "",
    ...changes,
  };
}

Deno.test("openPoster() sends with the type and the authorization it is given", async () => {
  await using receiver = openReceiver(() => new Response());
  using poster = openPoster(receiverAt({
    url: `http://${receiver.host}/write`,
    authorization: "Token t0p",
  }));
  deepStrictEqual(await poster.post("figures", NEVER), { kind: "taken" });
  const [request] = receiver.requests;
  strictEqual(request?.body, "figures");
  strictEqual(request.headers.get("authorization"), "Token t0p");
  strictEqual(request.headers.get("content-type"), "text/plain");
});

Deno.test("openPoster() shows name and password of an address in a header", async () => {
  await using receiver = openReceiver(() => new Response());
  const url = `http://me:p%40ss@${receiver.host}/`;
  using poster = openPoster(receiverAt({ url }));
  await poster.post("", NEVER);
  strictEqual(
    receiver.requests[0]?.headers.get("authorization"),
    `Basic ${btoa("me:p@ss")}`,
  );
});

Deno.test("openPoster() says it when the certificates to trust are none", () => {
  const ca = "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n";
  throws(() => openPoster(receiverAt({ ca })), {
    name: "SyntaxError",
    message: /^Cannot use the certificates in metrics.ca_file: /,
  });
});

Deno.test("openPoster() tells what is refused from what is to be tried again", async () => {
  const rows = [
    [204, {}, { kind: "taken" }],
    [400, {}, { kind: "refused", why: "it answered 400" }],
    [401, {}, { kind: "refused", why: "it answered 401" }],
    [302, { Location: "/x" }, { kind: "refused", why: "it answered 302" }],
    [429, { "Retry-After": "7" }, {
      kind: "failed",
      why: "it answered 429",
      afterMs: 7_000,
    }],
    [503, {}, { kind: "failed", why: "it answered 503", afterMs: 0 }],
    [503, { "Retry-After": "Fri, 20 Nov 2026 10:00:00 GMT" }, {
      kind: "failed",
      why: "it answered 503",
      afterMs: 0,
    }],
    [503, { "Retry-After": "99999" }, {
      kind: "failed",
      why: "it answered 503",
      afterMs: 3_600_000,
    }],
  ] as const;
  for (const [status, headers, expected] of rows) {
    const init = { status, headers: { ...headers } };
    await using receiver = openReceiver(() => new Response(null, init));
    const url = `http://${receiver.host}/`;
    using poster = openPoster(receiverAt({ url }));
    deepStrictEqual(await poster.post("x", NEVER), expected);
  }
});

Deno.test("openPoster() says why nobody answers, without a secret", async () => {
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  const url = `http://me:secret@127.0.0.1:${port}/write?token=secret`;
  using poster = openPoster(receiverAt({ url }));
  const sent = await poster.post("x", NEVER);
  if (sent.kind !== "failed") throw new Error(`found ${sent.kind}`);
  match(sent.why, /Connection refused/);
  strictEqual(sent.why.includes("secret"), false, sent.why);
});

Deno.test("openPoster() trusts the authority that it is given, and no other", async () => {
  const folder = await Deno.makeTempDir({ prefix: "bufferbane-post-" });
  await writeCertificate(folder);
  const [cert, key] = await Promise.all(
    ["cert.pem", "key.pem"].map((name) =>
      Deno.readTextFile(join(folder, name))
    ),
  );
  await Deno.remove(folder, { recursive: true });
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: cert ?? "",
    key: key ?? "",
    onListen: () => {},
  }, () => new Response());
  const url = `https://127.0.0.1:${server.addr.port}/`;
  using friend = openPoster(receiverAt({ url, ca: cert ?? "" }));
  deepStrictEqual(await friend.post("x", NEVER), { kind: "taken" });
  using stranger = openPoster(receiverAt({ url }));
  const sent = await stranger.post("x", NEVER);
  if (sent.kind !== "failed") throw new Error(`found ${sent.kind}`);
  match(sent.why, /certificate/);
});
