import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Metric } from "@bufferbane/metrics";
import { CATALOGUE } from "../../server/metrics/catalogue.ts";
import { testWithTools } from "../support/skip.ts";
import { complaintAbout, readRules, unknownIn } from "./expressions.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const FLEET = Deno.readTextFileSync(new URL("fleet.md", DOCS));
const SERVER = Deno.readTextFileSync(
  new URL("operating/server_metrics.md", DOCS),
);

/** The queries of docs/fleet.md, one a line. */
const QUERIES = [...FLEET.matchAll(/^```promql\n(.*?)^```$/gms)]
  .flatMap(([, block = ""]) => block.trim().split("\n"));

/** The cells of a table's rows whose first one is code. */
function rowsOf(markdown: string): readonly (readonly string[])[] {
  return markdown.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function code(...words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}

testWithTools(
  "docs/fleet.md asks questions that Prometheus understands, of what is told",
  ["promtool"],
  async () => {
    ok(QUERIES.length > 15);
    deepStrictEqual(QUERIES.flatMap((expr) => unknownIn(expr)), []);
    strictEqual(await complaintAbout(QUERIES), "");
  },
);

Deno.test("docs/fleet.md lists every alert", () => {
  const listed = rowsOf(FLEET).flatMap(([names = ""]) =>
    [...names.matchAll(/`(Bufferbane\w+)`/g)].map(([, name]) => name)
  );
  const rules = [...readRules("alert_rules.yml").matchAll(/- alert: (\S+)/g)]
    .map(([, name]) => name);
  deepStrictEqual(listed.toSorted(), rules.toSorted());
});

Deno.test("docs/operating/server_metrics.md lists every metric of the server", () => {
  deepStrictEqual(
    rowsOf(SERVER),
    Object.values<Metric>(CATALOGUE).map(({ name, type, labels, help }) => [
      code(name),
      type,
      code(...labels),
      help,
    ]),
  );
});
