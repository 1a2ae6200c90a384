import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { askStatus, controlPath, ControlSocket } from "./control.ts";

async function withSocket(
  test: (path: string, socket: ControlSocket) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "bufferbane", "a.sock");
    await using socket = new ControlSocket(path, {
      status: () => ({ pid: 4711 }),
    });
    await test(path, socket);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function ask(path: string, line: string): Promise<string> {
  using client = await Deno.connect({ transport: "unix", path });
  await client.write(new TextEncoder().encode(line));
  const bytes = new Uint8Array(4096);
  const read = await client.read(bytes);
  return new TextDecoder().decode(bytes.subarray(0, read ?? 0));
}

Deno.test("controlPath() is short, private, and the same for the same database", async () => {
  const env = () => "/run/user/1000";
  const path = await controlPath("/var/lib/a.db", env);
  strictEqual(path, await controlPath("/var/lib/../lib/a.db", env));
  ok(path.startsWith("/run/user/1000/bufferbane/") && path.length < 108);
  const fallback = await controlPath("/a.db", () => undefined);
  ok(fallback.startsWith("/run/bufferbane/"));
  for (const invalid of ["", "here"]) {
    strictEqual(await controlPath("/a.db", () => invalid), fallback);
  }
});

Deno.test("ControlSocket answers status and refuses what it does not know", () =>
  withSocket(async (path) => {
    deepStrictEqual(await askStatus(path), { pid: 4711 });
    const refusal =
      '{"error":"unknown request (known: \\"status\\", \\"live\\")"}\n';
    for (
      const line of [
        '{"request":"reboot"}\n',
        "nonsense\n",
        "[1]\n",
        `${"x".repeat(5000)}`,
      ]
    ) {
      strictEqual(await ask(path, line), refusal);
    }
  }));

Deno.test("ControlSocket is for its owner only, and gone afterwards", async () => {
  let path = "";
  await withSocket((at) => {
    path = at;
    strictEqual((Deno.statSync(at).mode ?? 0) & 0o777, 0o600);
    return Promise.resolve();
  });
  strictEqual(await askStatus(path), null);
});

Deno.test("ControlSocket replaces what a killed monitor left", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a.sock");
    Deno.listen({ transport: "unix", path }).close();
    await using _socket = new ControlSocket(path, { status: () => ({}) });
    deepStrictEqual(await askStatus(path), {});
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("ControlSocket.publish() reaches viewers until they go", () =>
  withSocket(async (path, socket) => {
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

Deno.test("askStatus() does not wait for a monitor that is stopped", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a.sock");
    using _listener = Deno.listen({ transport: "unix", path });
    await rejects(
      askStatus(path, 20),
      new Deno.errors.TimedOut(
        `Cannot ask the monitor at ${path} as it does not answer`,
      ),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
