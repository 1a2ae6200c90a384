import { ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";

/**
 * The first without the bug that corrupts a WAL database with two writers.
 *
 * @see {@link https://www.sqlite.org/wal.html#walresetbug}
 */
const LEAST = [3, 51, 3] as const;

Deno.test("SQLite is new enough not to corrupt a WAL that is reset", () => {
  using db = new DatabaseSync(":memory:");
  const version = String(
    db.prepare("SELECT sqlite_version() AS version").get()?.["version"],
  );
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const order = (parts: readonly number[]) =>
    parts.reduce((sum, part) => 1000 * sum + part, 0);
  ok(order([major, minor, patch]) >= order(LEAST), version);
});
