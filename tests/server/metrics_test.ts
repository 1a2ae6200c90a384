import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { CATALOGUE } from "../../server/metrics/catalogue.ts";
import { until } from "../cli/program.ts";
import { promtool } from "../support/promtool.ts";
import { testWithTools } from "../support/skip.ts";
import { EchoClient } from "./echo_client.ts";
import { freePort, newSecret, startServer } from "./running_server.ts";

/** A server with metrics, and a way to fetch them. */
async function startMeasured(
  lines: string = "",
  prefix: readonly string[] = [],
) {
  const port = freePort();
  const secret = newSecret();
  const server = await startServer({
    secret,
    prefix,
    general: "workers = 2",
    rest: `[[clients]]\nname = "ann"\nsecret = "${secret}"\n` +
      `[metrics]\nenabled = true\nport = ${port}\n${lines}`,
  });
  const scrape = (headers: Readonly<Record<string, string>> = {}) =>
    fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  return { server, metricsPort: port, scrape };
}

/** The series of a text, by `name{labels}`. */
function valuesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").filter((line) => /^[a-z]/.test(line));
  return new Map(lines.map((line) => {
    const at = line.lastIndexOf(" ");
    return [line.slice(0, at), Number(line.slice(at + 1))];
  }));
}

Deno.test("bufferbane-server serves what `status` tells, and how long ECHOs were in it", async () => {
  const { server, scrape } = await startMeasured();
  await using _server = server;
  const { port, secret } = server;
  using libc = openLibc();
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock());
  for (let seq = 0; seq < 20; seq++) ok(client.echo());
  const values = valuesOf(await (await scrape()).text());
  const sum = (name: string, labels: RegExp = /./) =>
    [...values].filter(([series]) =>
      series.startsWith(`bufferbane_server_${name}{`) && labels.test(series)
    ).reduce((sum, [, value]) => sum + value, 0);
  const { totals } = await server.status();
  deepStrictEqual(
    {
      echoes: sum("echoes_total"),
      received: sum("datagrams_total", /direction="in"/),
      received_bytes: sum("datagram_bytes_total", /direction="in"/),
      sent: sum("datagrams_total", /direction="out"/),
      sent_bytes: sum("datagram_bytes_total", /direction="out"/),
      sessions_opened: sum("sessions_opened_total"),
    },
    {
      echoes: 20,
      received: totals["received"],
      received_bytes: totals["received_bytes"],
      sent: totals["sent"],
      sent_bytes: totals["sent_bytes"],
      sessions_opened: 1,
    },
  );
  strictEqual(values.get('bufferbane_server_sessions{client="ann"}'), 1);
  const turnarounds = sum("turnaround_seconds_count");
  ok(turnarounds >= 19, `the last stamp may be on its way: ${turnarounds}`);
  ok(sum("turnaround_seconds_sum") < 1);
});

testWithTools(
  "bufferbane-server serves metrics that Prometheus has nothing against",
  ["promtool"],
  async () => {
    const { server, scrape } = await startMeasured();
    await using _server = server;
    const text = await (await scrape()).text();
    deepStrictEqual(await promtool(["check", "metrics"], text), {
      code: 0,
      text: "",
    });
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    deepStrictEqual(names, Object.values(CATALOGUE).map(({ name }) => name));
    const open = await scrape({
      accept: "application/openmetrics-text; version=1.0.0",
    });
    match(open.headers.get("content-type") ?? "", /^application\/openmetrics/);
    match(await open.text(), /\n# EOF\n$/);
  },
);

Deno.test("bufferbane-server shows its metrics only to who has the token", async () => {
  const token = newSecret();
  const { server, scrape } = await startMeasured(
    `bind = "0.0.0.0"\ntoken = "${token}"\n`,
  );
  await using _server = server;
  const statuses = [];
  for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
    const response = await scrape(headers);
    statuses.push(response.status);
    await response.body?.cancel();
  }
  deepStrictEqual(statuses, [401, 200]);
});

Deno.test("bufferbane-server serves its clients where metrics cannot be served", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const metricsPort = taken.addr.port;
  const secret = newSecret();
  await using server = await startServer({
    rest: `[security]\nshared_secret = "${secret}"\n` +
      `[metrics]\nenabled = true\nport = ${metricsPort}\n`,
  });
  const { port } = server;
  using libc = openLibc();
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock());
  match(
    server.process.stderr().join("\n"),
    /warn: there are no metrics: Cannot serve metrics at 127\.0\.0\.1 port \d+ as another program serves there \(choose another port in \[metrics\]\)/,
  );
});

testWithTools(
  "bufferbane-server answers its clients while connections to its metrics take all descriptors",
  ["prlimit"],
  async () => {
    const { server, metricsPort, scrape } = await startMeasured(
      "",
      ["prlimit", "--nofile=64:64"],
    );
    await using _server = server;
    const { port, secret } = server;
    using libc = openLibc();
    using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
    ok(client.knock());
    using connections = new DisposableStack();
    const open = () =>
      Deno.connect({ hostname: "127.0.0.1", port: metricsPort });
    // The kernel takes some until the server finds that it cannot.
    await until(
      async () => {
        try {
          for (let i = 0; i < 20; i++) connections.use(await open());
          return false;
        } catch (error) {
          // Reset: it was in line when the listener was closed.
          const { ConnectionRefused, ConnectionReset } = Deno.errors;
          if (error instanceof ConnectionRefused) return true;
          if (error instanceof ConnectionReset) return true;
          throw error;
        }
      },
      () => `a refusal: ${server.process.stderr().join("\n")}`,
    );
    ok(client.echo());
    connections.dispose();
    await until(
      async () => (await scrape().then((it) => it.text(), () => "")) !== "",
      () => server.process.stderr().join("\n"),
    );
    strictEqual((await server.status()).sessions, 1);
    ok(client.echo());
  },
);
