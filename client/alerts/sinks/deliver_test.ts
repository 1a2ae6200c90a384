import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { Channel } from "./channel.ts";
import { deliver } from "./deliver.ts";
import type { Message } from "./message.ts";

const MESSAGE: Message = {
  id: "start 1 eth0 down line",
  kind: "start",
  host: "nas",
  text: "Line down on eth0: no answer",
  severity: "alert",
  type: "outage",
  interface: "eth0",
  target: "",
  cause: "isp",
  startMs: new Date(2026, 10, 20, 10, 12, 13).getTime(),
  endMs: null,
  metrics: { "targets_lost": 3 },
};
const TIMEOUT_MS = 5_000;

function command(...parts: readonly string[]): Channel {
  const [program = "", ...args] = parts;
  return { kind: "command", program, args };
}

Deno.test("deliver() gives a command JSON on its standard input, and no shell", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/$(touch evil)`;
  deepStrictEqual(
    await deliver(MESSAGE, command("tee", path), TIMEOUT_MS),
    { kind: "delivered" },
  );
  const told = JSON.parse(await Deno.readTextFile(path));
  deepStrictEqual([told.event, told.type], ["incident_started", "outage"]);
});

Deno.test("deliver() says why a command failed", async () => {
  const rows: readonly (readonly [Channel, RegExp])[] = [
    [command("sh", "-c", "echo no >&2; exit 3"), /^it ended with 3: no$/],
    [command("false"), /^it ended with 1$/],
    [command("/nonexistent/notify"), /nonexistent/],
  ];
  for (const [channel, reason] of rows) {
    const delivery = await deliver(MESSAGE, channel, TIMEOUT_MS);
    match(delivery.kind === "failed" ? delivery.reason : "", reason);
  }
});

Deno.test("deliver() ends a command that hangs", async () => {
  const rows = [["sleep", "60"], ["sh", "-c", "trap '' TERM; exec sleep 60"]];
  for (const row of rows) {
    deepStrictEqual(await deliver(MESSAGE, command(...row), 200), {
      kind: "failed",
      reason: "there was no answer within 0.2 s",
      afterMs: 0,
    });
  }
});

Deno.test({
  name: "deliver() does not wait for what a command leaves in the background",
  // Its standard error is listened to until the last that holds it has ended.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    using folder = temporaryFolder();
    const left = `sh -c 'echo $$ > pid; exec sleep 60' &`;
    const wait = `while [ ! -s pid ]; do sleep 0.01; done`;
    for (const code of [0, 3]) {
      const script =
        `cd ${folder.path}; rm -f pid; ${left} ${wait}; echo no >&2; exit ${code}`;
      const delivery = await deliver(
        MESSAGE,
        command("sh", "-c", script),
        TIMEOUT_MS,
      );
      const pid = Number(await Deno.readTextFile(`${folder.path}/pid`));
      // It still runs, or this would throw.
      Deno.kill(pid, "SIGTERM");
      strictEqual(
        delivery.kind === "failed" ? delivery.reason : delivery.kind,
        code === 0 ? "delivered" : "it ended with 3: no",
      );
    }
  },
});

Deno.test("deliver() writes a line to a log", async () => {
  using folder = temporaryFolder();
  const channel: Channel = { kind: "log", path: `${folder.path}/alerts.log` };
  await deliver(MESSAGE, channel, TIMEOUT_MS);
  await deliver({ ...MESSAGE, text: "a\nb" }, channel, TIMEOUT_MS);
  strictEqual(
    await Deno.readTextFile(channel.path),
    "2026-11-20 10:12:13  alert     start  outage  Line down on eth0: no answer\n" +
      "2026-11-20 10:12:13  alert     start  outage  a b\n",
  );
  const nowhere: Channel = { kind: "log", path: `${folder.path}/x/alerts.log` };
  const delivery = await deliver(MESSAGE, nowhere, TIMEOUT_MS);
  match(delivery.kind === "failed" ? delivery.reason : "", /No such file/);
});

Deno.test("deliver() says that a web receiver is down, without its token", async () => {
  const url = "http://127.0.0.1:1/hook?token=SECRET";
  const channel: Channel = { kind: "webhook", url, format: "json" };
  const delivery = await deliver(MESSAGE, channel, TIMEOUT_MS);
  strictEqual(delivery.kind, "failed");
  strictEqual(JSON.stringify(delivery).includes("SECRET"), false);
});

Deno.test("deliver() waits as long as a web receiver asks for", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response("slow down", {
        status: 429,
        headers: { "Retry-After": "90" },
      }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const channel: Channel = { kind: "webhook", url, format: "json" };
  deepStrictEqual(await deliver(MESSAGE, channel, TIMEOUT_MS), {
    kind: "failed",
    reason: "it answered 429",
    afterMs: 90_000,
  });
});

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "bufferbane-alerts-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
