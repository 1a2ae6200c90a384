import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { controlPaths, ControlSocket } from "./control.ts";
import { askForTest, askStatus } from "./control_client.ts";
import { temporaryFolder } from "../store/testing.ts";
import type { BloatRequest } from "./test_request.ts";

const BLOAT: BloatRequest = {
  request: "bloat",
  interface: "eth0",
  server: "",
  flows: 4,
  isOverBudget: false,
  url: "",
  loadMs: 5_000,
  restMs: 2_000,
};

/** A control socket that runs a test of two steps. */
async function withSocket(
  test: (path: string, monitor: {
    readonly socket: ControlSocket;
    /** Settles when whoever asked for a test has gone. */
    readonly stopped: Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, "bufferbane", "a.sock");
  const stopped = Promise.withResolvers<void>();
  await using socket = new ControlSocket(path, {
    status: () => ({ pid: 4711 }),
    async bloat(request, { tell, signal }) {
      signal.addEventListener("abort", () => stopped.resolve());
      const progress = { kind: "throughput", direction: "up", bps: 1e6 };
      tell({ progress: { ...progress, second: 1 } });
      if (request["interface"] === "slow") await stopped.promise;
      tell({ progress: { ...progress, second: 2 } });
      return { result: request["interface"] };
    },
  });
  await test(path, { socket, stopped: stopped.promise });
}

async function ask(path: string, line: string): Promise<string> {
  using client = await Deno.connect({ transport: "unix", path });
  await client.write(new TextEncoder().encode(line));
  const bytes = new Uint8Array(4096);
  const read = await client.read(bytes);
  return new TextDecoder().decode(bytes.subarray(0, read ?? 0));
}

Deno.test("controlPaths() are short, and the same for the same database", async () => {
  const env = () => "/run/user/1000";
  const [path, ...others] = await controlPaths("/var/lib/a.db", env);
  deepStrictEqual([path, ...others], [
    ...await controlPaths("/var/lib/../lib/a.db", env),
  ]);
  ok(path.startsWith("/run/user/1000/bufferbane/") && path.length < 108);
  const service = path.replace("/run/user/1000/", "/run/");
  deepStrictEqual(others, [service, "/var/lib/a.db.sock"]);
  for (const invalid of [undefined, "", "here"]) {
    deepStrictEqual(
      await controlPaths("/var/lib/a.db", () => invalid),
      others,
      "without a runtime folder",
    );
  }
  const long = `/${"a".repeat(120)}`;
  strictEqual((await controlPaths(long, () => undefined)).length, 1);
});

Deno.test("controlPaths() know a database by its links", async () => {
  using folder = temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.db`, "");
  await Deno.symlink(`${folder.path}/a.db`, `${folder.path}/link.db`);
  const env = () => folder.path;
  deepStrictEqual(
    await controlPaths(`${folder.path}/link.db`, env),
    await controlPaths(`${folder.path}/a.db`, env),
  );
});

Deno.test("askStatus() asks at the first place at which a monitor listens", () =>
  withSocket(async (path) => {
    const nowhere = `${path}.not`;
    deepStrictEqual(await askStatus([nowhere, "/dev/null/a", path]), {
      pid: 4711,
    });
    strictEqual(await askStatus([nowhere]), null);
  }));

Deno.test("ControlSocket answers what it knows and refuses all else", () =>
  withSocket(async (path) => {
    deepStrictEqual(await askStatus([path]), { pid: 4711 });
    const refusal = (name: string) =>
      `{"error":"Cannot answer \\"${name}\\" (known: status, bloat, live)"}\n`;
    for (
      const [line, name] of [
        ['{"request":"reboot"}\n', "reboot"],
        ['{"request":"toString"}\n', "toString"],
        ["nonsense\n", ""],
        ["[1]\n", ""],
        [`${"x".repeat(5000)}`, ""],
      ] as const
    ) {
      strictEqual(await ask(path, line), refusal(name));
    }
  }));

Deno.test("ControlSocket says what has failed, and goes on", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.sock");
  await using _socket = new ControlSocket(path, {
    status: () => Promise.reject(new TypeError("a file has gone")),
  });
  for (let time = 0; time < 2; time++) {
    deepStrictEqual(await askStatus([path]), {
      error: 'Cannot answer "status": a file has gone',
    });
  }
});

Deno.test("askForTest() gives each step as it comes, then the result", () =>
  withSocket(async (path) => {
    const seen: number[] = [];
    const answer = await askForTest([path], BLOAT, {
      onProgress: (progress) =>
        seen.push(progress.kind === "throughput" ? progress.second : NaN),
      signal: new AbortController().signal,
    });
    deepStrictEqual([seen, answer], [[1, 2], { result: "eth0" }]);
  }));

Deno.test("askForTest() tells the monitor when whoever asked has gone", () =>
  withSocket(async (path, { stopped }) => {
    const stop = new AbortController();
    const answer = await askForTest([path], { ...BLOAT, interface: "slow" }, {
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    deepStrictEqual(answer, { error: "The load test was stopped" });
    await stopped;
  }));

Deno.test("askForTest() says that the monitor has ended", async () => {
  let ended: Promise<unknown> = Promise.resolve();
  await withSocket((path) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ended = askForTest([path], { ...BLOAT, interface: "slow" }, {
      onProgress: () => resolve(),
      signal: new AbortController().signal,
    });
    return promise;
  });
  deepStrictEqual(await ended, {
    error: "The monitor has ended, and the load test with it",
  });
});

Deno.test("askForTest() gives nothing where no monitor is", async () => {
  const signal = new AbortController().signal;
  const watcher = { onProgress: () => {}, signal };
  strictEqual(await askForTest(["/nowhere.sock"], BLOAT, watcher), null);
});

Deno.test("ControlSocket is for its owner only, and gone afterwards", async () => {
  let path = "";
  await withSocket((at) => {
    path = at;
    strictEqual((Deno.statSync(at).mode ?? 0) & 0o777, 0o600);
    return Promise.resolve();
  });
  strictEqual(await askStatus([path]), null);
});

Deno.test("ControlSocket replaces what a killed monitor left", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.sock");
  Deno.listen({ transport: "unix", path }).close();
  await using _socket = new ControlSocket(path, { status: () => ({}) });
  deepStrictEqual(await askStatus([path]), {});
});

Deno.test("ControlSocket.publish() reaches viewers until they go", () =>
  withSocket(async (path, { socket }) => {
    strictEqual(socket.hasViewers, false);
    const client = await Deno.connect({ transport: "unix", path });
    await client.write(new TextEncoder().encode('{"request":"live"}\n'));
    const bytes = new Uint8Array(64);
    // The request is on its way: publish until the first line arrives.
    const first = client.read(bytes);
    let read: number | null = null;
    void first.then((count) => (read = count));
    while (read === null) {
      socket.publish('{"n":1}');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    ok(new TextDecoder().decode(bytes).startsWith('{"n":1}\n'));
    client.close();
    while (socket.hasViewers) {
      socket.publish('{"n":2}');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }));

Deno.test("askStatus() has no answer from a monitor that ends in this moment", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.sock");
  using listener = Deno.listen({ transport: "unix", path });
  const asked = askStatus([path]);
  const client = await listener.accept();
  await client.read(new Uint8Array(64));
  client.close();
  strictEqual(await asked, null);
});

Deno.test("askStatus() does not wait for a monitor that is stopped", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.sock");
  using _listener = Deno.listen({ transport: "unix", path });
  await rejects(
    askStatus([path], 20),
    new Deno.errors.TimedOut(
      "Cannot ask the monitor as it does not answer",
    ),
  );
});
