/** PromQL of the fleet's files, and what it asks for. @module */

import type { Metric } from "@bufferbane/metrics";
import { CATALOGUE as CLIENT } from "../../client/metrics/catalogue.ts";
import { CATALOGUE as SERVER } from "../../server/metrics/catalogue.ts";
import { promtool } from "../support/promtool.ts";

/** What Prometheus has by itself. */
const BUILT_IN: readonly string[] = ["up", "ALERTS"];
/** Labels that whoever scrapes adds. */
const TARGET_LABELS: readonly string[] = ["job", "instance", "isp", "site"];

/** Names that may be asked for, with the labels of those that are measured. */
const LABELS: ReadonlyMap<string, readonly string[]> = new Map(
  [CLIENT, SERVER].flatMap((catalogue) =>
    Object.values<Metric>(catalogue).flatMap(({ name, type, labels }) => {
      const bucketed = [...labels, "le"];
      return type === "histogram"
        ? [
          [`${name}_bucket`, bucketed] as const,
          [`${name}_sum`, labels] as const,
          [`${name}_count`, labels] as const,
        ]
        : [[name, labels] as const];
    })
  ),
);

const RULES = new URL("../../docs/operating/prometheus/", import.meta.url);

/** The text of a file of rules. */
export function readRules(name: string): string {
  return Deno.readTextFileSync(new URL(name, RULES));
}

/** The names that a file of rules records. */
export function recordedBy(name: string): readonly string[] {
  return [...readRules(name).matchAll(/- record: (\S+)/g)]
    .map(([, record = ""]) => record);
}

/** The names that all rules record, where figures are scraped. */
export const RECORDED: ReadonlySet<string> = new Set(
  ["percentiles.yml", "recording_rules.yml"].flatMap(recordedBy),
);

/**
 * What an expression asks for that nobody tells.
 *
 * @param expr PromQL.
 * @param recorded Names that are there beside those of the catalogues.
 * @returns A sentence each.
 */
export function unknownIn(
  expr: string,
  recorded: ReadonlySet<string> = RECORDED,
): readonly string[] {
  const texts = /"(?:[^"\\]|\\.)*"/g;
  const bare = expr.replaceAll(texts, '""');
  const names = bare.match(/[a-z_]*:?bufferbane_[a-z0-9_]+(:[a-z0-9_]+)?/g) ??
    [];
  const missing = names.filter((name) =>
    !LABELS.has(name) && !recorded.has(name)
  ).map((name) => `${name} is in no catalogue`);
  const selectors = bare.matchAll(/([a-zA-Z_:0-9]+)\s*\{([^}]*)\}/g);
  const strange = [...selectors].flatMap(([, name = "", conditions = ""]) => {
    const labels = LABELS.get(name);
    if (labels === undefined) {
      const isKnown = recorded.has(name) || BUILT_IN.includes(name);
      return isKnown ? [] : [`${name} is in no catalogue`];
    }
    const asked = conditions.match(/[a-z_]+(?=\s*[=!])/g) ?? [];
    return asked
      .filter((label) => ![...labels, ...TARGET_LABELS].includes(label))
      .map((label) => `${name} has no label ${label}`);
  });
  return [...new Set([...missing, ...strange])];
}

/**
 * What Prometheus itself says of expressions.
 *
 * @param exprs PromQL.
 * @returns Its complaint; empty: it understands all of them.
 */
export async function complaintAbout(
  exprs: readonly string[],
): Promise<string> {
  const rules = exprs.map((expr, i) => ({ record: `expression:${i}`, expr }));
  const file = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    // JSON is YAML.
    await Deno.writeTextFile(
      file,
      JSON.stringify({ groups: [{ name: "expressions", rules }] }),
    );
    const { code, text } = await promtool(["check", "rules", file]);
    return code === 0 ? "" : text || `promtool ended with ${code}`;
  } finally {
    await Deno.remove(file);
  }
}

/** Histograms as OTLP brings them, by one name each. */
export const NATIVE: readonly string[] = [...LABELS.keys()]
  .filter((name) => name.endsWith("_bucket"))
  .map((name) => name.replace("_bucket", ""));

/** As Grafana sends it: its own variables filled in. */
export function filledIn(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m");
}
