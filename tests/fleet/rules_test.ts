import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { promtool } from "../support/promtool.ts";
import { testWithTools } from "../support/skip.ts";
import { NATIVE, readRules, recordedBy, unknownIn } from "./expressions.ts";

const PROMETHEUS = new URL(
  "../../docs/operating/prometheus/prometheus.yml",
  import.meta.url,
).pathname;
const DRAWN = new URL("./alert_rules_test.yml", import.meta.url).pathname;

testWithTools(
  "prometheus.yml and its rules are what Prometheus takes",
  ["promtool"],
  async () => {
    const { code, text } = await promtool([
      "check",
      "config",
      PROMETHEUS,
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
  const rules = [...readRules("alert_rules.yml").matchAll(/- alert: (\S+)/g)]
    .map(([, name]) => name);
  const drawn = Deno.readTextFileSync(DRAWN);
  const fired = rules.filter((name) =>
    new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`).test(drawn)
  );
  deepStrictEqual(fired, rules);
});

/** The expressions of a file of rules. */
function expressionsOf(name: string): readonly string[] {
  const text = readRules(name).replaceAll(/^\s*#.*$/gm, "");
  return text.split(/^\s*expr:/m).slice(1).map((rest) =>
    rest.split(/^\s*(?:- |for:|labels:|record:|alert:)/m)[0] ?? ""
  );
}

Deno.test("the rules ask for nothing that no program tells", () => {
  const names = ["percentiles.yml", "recording_rules.yml", "alert_rules.yml"];
  deepStrictEqual(
    names.flatMap(expressionsOf).flatMap((expr) => unknownIn(expr)),
    [],
  );
});

testWithTools(
  "percentiles_pushed.yml records what percentiles.yml does, of native histograms",
  ["promtool"],
  async () => {
    const name = "percentiles_pushed.yml";
    const recorded = recordedBy(name);
    deepStrictEqual(
      recorded.filter((one) => !one.endsWith(":rate5m")),
      recordedBy("percentiles.yml").filter((one) => !one.endsWith(":rate5m")),
    );
    const known = new Set([...NATIVE, ...recorded]);
    deepStrictEqual(
      expressionsOf(name).flatMap((expr) => unknownIn(expr, known)),
      [],
    );
    const path = PROMETHEUS.replace("prometheus.yml", name);
    const { code, text } = await promtool(["check", "rules", path]);
    strictEqual(code, 0, text);
  },
);

Deno.test("unknownIn() finds names and labels that nobody tells", () => {
  const expr = 'rate(bufferbane_rtt_seconds{target="bufferbane_x"}[5m]) + ' +
    'bufferbane_mos{colour="red", instance="a"} + x:bufferbane_y:z{a="b"}';
  deepStrictEqual(unknownIn(expr, new Set()), [
    "bufferbane_rtt_seconds is in no catalogue",
    "x:bufferbane_y:z is in no catalogue",
    "bufferbane_mos has no label colour",
  ]);
});
