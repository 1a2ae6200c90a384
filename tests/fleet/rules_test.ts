import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { promtool } from "../support/promtool.ts";
import { testWithTools } from "../support/skip.ts";
import { unknownIn } from "./expressions.ts";

const FOLDER = new URL("../../docs/operating/prometheus/", import.meta.url);
const PROMETHEUS = FOLDER.pathname;
const DRAWN = new URL("./alert_rules_test.yml", import.meta.url).pathname;

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, FOLDER));
}

const RECORDED = new Set(
  [...read("recording_rules.yml").matchAll(/- record: (\S+)/g)]
    .map(([, name = ""]) => name),
);

testWithTools(
  "prometheus.yml and its rules are what Prometheus takes",
  ["promtool"],
  async () => {
    const { code, text } = await promtool([
      "check",
      "config",
      `${PROMETHEUS}prometheus.yml`,
    ]);
    strictEqual(code, 0, text);
    strictEqual(/WARN|FAILED/i.test(text), false, text);
  },
);

testWithTools(
  "the alert rules say of drawn lines what a person should hear, and no more",
  ["promtool"],
  async () => {
    const { code, text } = await promtool(["test", "rules", DRAWN]);
    strictEqual(code, 0, text);
    match(text, /SUCCESS/);
  },
);

Deno.test("every alert rule is tried on a drawn line", () => {
  const rules = [...read("alert_rules.yml").matchAll(/- alert: (\S+)/g)]
    .map(([, name]) => name);
  const drawn = Deno.readTextFileSync(DRAWN);
  const fired = rules.filter((name) =>
    new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`).test(drawn)
  );
  deepStrictEqual(fired, rules);
});

Deno.test("the rules ask for nothing that no program tells", () => {
  const text = ["recording_rules.yml", "alert_rules.yml"].map(read).join("\n")
    .replaceAll(/^\s*#.*$/gm, "");
  const exprs = text.split(/^\s*expr:/m).slice(1).map((rest) =>
    rest.split(/^\s*(?:- |for:|labels:|record:|alert:)/m)[0] ?? ""
  );
  deepStrictEqual(exprs.flatMap((expr) => unknownIn(expr, RECORDED)), []);
});

Deno.test("unknownIn() finds names and labels that nobody tells", () => {
  const expr = 'rate(bufferbane_rtt_seconds{target="bufferbane_x"}[5m]) + ' +
    'bufferbane_mos{colour="red", instance="a"} + x:bufferbane_y:z{a="b"}';
  deepStrictEqual(unknownIn(expr, new Set()), [
    "bufferbane_rtt_seconds is in no catalogue",
    "x:bufferbane_y:z is in no catalogue",
    "bufferbane_mos has no label colour",
  ]);
});
