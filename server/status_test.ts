import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Counters } from "./counters.ts";
import { CONTROL, shareMemory } from "./shared.ts";
import { renderStatus, StatusKeeper } from "./status.ts";
import { askStatus, statusPath, StatusSocket } from "./status_socket.ts";
import { testKey } from "./testing.ts";

function keeper() {
  const shared = shareMemory(2);
  const rows = shared.counters.map((row) => new Counters(row));
  const kept = new StatusKeeper({
    shared,
    fixed: {
      pid: 7,
      bootId: "00000000000000ff",
      listening: ["0.0.0.0:9876", "[::]:9876"],
      workers: 2,
      cipher: "a cipher",
    },
    keys: () => [testKey(1), { ...testKey(2), name: "client 1" }, testKey(3)],
    uptimeS: () => 93_784,
  });
  return { shared, rows, kept };
}

Deno.test("StatusKeeper.status() adds up threads, and a client's two secrets", () => {
  const { shared, rows, kept } = keeper();
  for (const row of rows) {
    row.add("echoes", 50);
    row.drop("no_session");
  }
  Atomics.store(shared.control, CONTROL.sessions, 6);
  [1, 2, 3].forEach((slot) => Atomics.store(shared.sessionsByKey, slot, slot));
  const { totals, drops, clients, sessions } = kept.status();
  strictEqual(totals["echoes"], 100);
  deepStrictEqual(drops, { no_session: 2 });
  deepStrictEqual(clients, { "client 1": 3, "client 3": 3 });
  strictEqual(sessions, 6);
});

Deno.test("StatusKeeper.status() gives rates over the last ten seconds", () => {
  const { rows, kept } = keeper();
  for (let second = 0; second <= 30; second++) {
    kept.tick();
    rows[0]?.add("received", second < 20 ? 1000 : 7);
  }
  strictEqual(kept.status().perSecond["received"], 7);
});

Deno.test("renderStatus() tells a person", () => {
  const { rows, kept } = keeper();
  rows[0]?.add("echoes", 3);
  const lines = renderStatus(kept.status()).split("\n");
  deepStrictEqual(lines.slice(0, 5), [
    "bufferbane-server, process 7, up 1d 02:03:04",
    "listening on 0.0.0.0:9876, [::]:9876; 2 threads, a cipher",
    "0 sessions",
    "  client 1: 0",
    "  client 3: 0",
  ]);
  strictEqual(lines.includes("  echoes: 3, 0.0"), true);
  deepStrictEqual(lines.slice(-3), ["dropped, by cause", "  nothing", ""]);
});

Deno.test("StatusSocket tells its owner alone, and replaces what a killed server left", async () => {
  const folder = await Deno.makeTempDir({ prefix: "bb-status-" });
  try {
    const path = statusPath(9876, () => folder);
    strictEqual(await askStatus(path), undefined);
    const { kept } = keeper();
    for (const round of [1, 2]) {
      await using _socket = new StatusSocket(path, () => kept.status());
      const { mode } = await Deno.stat(path);
      strictEqual((mode ?? 0) & 0o777, 0o600, `${round}`);
      deepStrictEqual(await askStatus(path), kept.status());
      // As if it had been killed: the file stays.
      if (round === 1) await Deno.link(path, `${path}.left`);
    }
    await Deno.rename(`${path}.left`, path);
    strictEqual(await askStatus(path), undefined);
    await using _after = new StatusSocket(path, () => kept.status());
    strictEqual((await askStatus(path))?.pid, 7);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
