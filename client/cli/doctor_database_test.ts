import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { temporaryFolder } from "../store/testing.ts";
import { examineDatabase } from "./doctor_database.ts";
import type { Finding } from "./finding.ts";

function findingOf(path: string): Finding {
  const findings: Finding[] = [];
  examineDatabase(path, findings);
  const [finding] = findings;
  if (finding === undefined) throw new Error(`nothing said of ${path}`);
  return finding;
}

Deno.test("examineDatabase() says that a database can be made, and leaves nothing behind", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/new/b.db`;
  deepStrictEqual(findingOf(path), {
    state: "ok",
    subject: "database",
    text: `${path} (not yet made)`,
  });
  deepStrictEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("examineDatabase() says why nobody can look at a database", () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  const rows = [
    [`${folder.path}/file/b.db`, /Not a directory/],
    [`${folder.path}/${"n".repeat(300)}.db`, /File name too long/],
    [folder.path, /Cannot read/],
  ] as const;
  for (const [path, says] of rows) {
    const { state, text } = findingOf(path);
    strictEqual(state, "fault");
    match(text, says);
  }
});
