import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  messageOf,
  messagesAt,
  textAt,
} from "../../metrics/protobuf_testing.ts";
import { CATALOGUE } from "../../server/metrics/catalogue.ts";
import { newSecret, startServer } from "./running_server.ts";

// Field numbers of opentelemetry/proto/metrics/v1/metrics.proto.
const NAME = 1;
const HISTOGRAM = 9;

/** What a receiver got. */
interface Got {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: Uint8Array;
}

/** Takes whatever is posted. */
function startReceiver() {
  const got: Got[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      got.push({
        path: new URL(request.url).pathname,
        authorization: request.headers.get("authorization"),
        body: await request.bytes(),
      });
      if (new Set(got.map(({ path }) => path)).size === 2) both.resolve();
      return new Response();
    },
  );
  const both = Promise.withResolvers<void>();
  return { server, got, both: both.promise };
}

Deno.test("bufferbane-server sends its metrics by OTLP and as line protocol", async () => {
  const { server: receiver, got, both } = startReceiver();
  await using _receiver = receiver;
  const at = `http://127.0.0.1:${receiver.addr.port}`;
  {
    await using _server = await startServer({
      rest: `[security]\nshared_secret = "${newSecret()}"\n[metrics]\n` +
        `otlp_url = "${at}/v1/metrics"\notlp_authorization = "Bearer one"\n` +
        `influx_url = "${at}/write"\ninflux_authorization = "Token two"\n`,
    });
    await both;
  }
  const otlp = got.find(({ path }) => path === "/v1/metrics");
  const influx = got.find(({ path }) => path === "/write");
  deepStrictEqual(
    [otlp?.authorization, influx?.authorization],
    ["Bearer one", "Token two"],
  );
  const metrics = messagesAt(
    messageOf(otlp?.body ?? new Uint8Array()),
    1,
    2,
    2,
  );
  deepStrictEqual(
    metrics.map((metric) => textAt(metric, NAME)),
    Object.values(CATALOGUE).map(({ name }) => name),
  );
  const turnaround = metrics.find((metric) =>
    textAt(metric, NAME) === CATALOGUE.turnaround.name
  );
  ok(turnaround?.has(HISTOGRAM));
  const lines = new TextDecoder().decode(influx?.body);
  ok(/^bufferbane_server_sessions,.*client=shared/m.test(lines), lines);
});

Deno.test("bufferbane-server says once that a receiver takes nothing, and serves on", async () => {
  const thrice = Promise.withResolvers<void>();
  let refused = 0;
  await using receiver = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      await request.bytes();
      refused += 1;
      if (refused === 3) thrice.resolve();
      return new Response(null, { status: 503 });
    },
  );
  const url = `http://127.0.0.1:${receiver.addr.port}/v1/metrics`;
  await using server = await startServer({
    rest: `[security]\nshared_secret = "${newSecret()}"\n` +
      `[metrics]\npush_interval_s = 1\notlp_url = "${url}"\n`,
  });
  await thrice.promise;
  strictEqual((await server.status()).sessions, 0);
  const said = server.process.stderr()
    .filter((line) => line.includes("Cannot send metrics to otlp_url"));
  strictEqual(said.length, 1, said.join("\n"));
});

Deno.test("bufferbane-server serves on if the certificates to trust are none", async () => {
  const caFile = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(
      caFile,
      "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n",
    );
    await using server = await startServer({
      rest: `[security]\nshared_secret = "${newSecret()}"\n[metrics]\n` +
        `ca_file = "${caFile}"\notlp_url = "https://ann:100%@127.0.0.1:1/"\n`,
    });
    strictEqual((await server.status()).sessions, 0);
    match(
      server.process.stderr().join("\n"),
      /no metrics are sent: Cannot use the certificates in metrics.ca_file: /,
    );
  } finally {
    await Deno.remove(caFile);
  }
});
