/** The real Prometheus, in a lab. @module */

import { join } from "node:path";
import type { Lab, Spawned } from "../lab/mod.ts";
import { promtool } from "../support/promtool.ts";

const PORT = 9090;
const ADDRESS = `127.0.0.1:${PORT}`;
const RULES = new URL("../../docs/operating/prometheus/", import.meta.url);
const RULE_FILES = [
  "percentiles.yml",
  "recording_rules.yml",
  "alert_rules.yml",
];

/** Who is to be scraped. */
export interface Scraped {
  /** `scrape_configs`' job. */
  readonly job: string;
  /** Where. */
  readonly target: string;
  /** By what it is told from others. */
  readonly labels: Readonly<Record<string, string>>;
  /** What it wants to see; empty: nothing. */
  readonly token: string;
}

/** One series of an answer. */
export interface Sample {
  /** Its labels, without its name. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its value. */
  readonly value: number;
}

/** A running Prometheus. */
export interface Prometheus extends AsyncDisposable {
  /** Its process. */
  readonly process: Spawned;
  /** Answers PromQL by its HTTP API, as of now. */
  query(expr: string): Promise<readonly Sample[]>;
  /** The alerts that fire now: their names and labels. */
  firing(): Promise<readonly Readonly<Record<string, string>>[]>;
}

/** What is read of the API's answers. */
interface Answer<Data> {
  readonly status: string;
  readonly error?: string;
  readonly data: Data;
}

/**
 * Starts Prometheus (Debian package prometheus) with the rules of
 * `docs/operating/prometheus`.
 *
 * @param place In which namespace of which lab, and a folder of its own.
 * @param scraped Whom to scrape.
 * @param pace How often, in s, and by what the rules' times are divided, so
 * that a run need not last as long as real trouble.
 * @throws {Error} When it does not like its configuration.
 */
export async function startPrometheus(
  place: { readonly lab: Lab; readonly folder: string },
  scraped: readonly Scraped[],
  pace: { readonly intervalS: number; readonly hurry: number },
): Promise<Prometheus> {
  const { lab, folder } = place;
  const { intervalS, hurry } = pace;
  for (const name of RULE_FILES) {
    const rules = await Deno.readTextFile(new URL(name, RULES));
    await Deno.writeTextFile(join(folder, name), hurried(rules, hurry));
  }
  const config = join(folder, "prometheus.yml");
  const jobs = [...Map.groupBy(scraped, ({ job }) => job)];
  // JSON is YAML.
  await Deno.writeTextFile(
    config,
    JSON.stringify({
      global: {
        scrape_interval: `${intervalS}s`,
        scrape_timeout: `${intervalS}s`,
        evaluation_interval: `${intervalS}s`,
      },
      rule_files: RULE_FILES,
      scrape_configs: jobs.map(([job, targets]) => ({
        job_name: job,
        static_configs: targets.map(({ target, labels }) => ({
          targets: [target],
          labels,
        })),
        ...targets[0]?.token
          ? { authorization: { credentials: targets[0].token } }
          : {},
      })),
    }),
  );
  const { code, text } = await promtool(["check", "config", config]);
  if (code !== 0) throw new Error(`Cannot start Prometheus: ${text}`);
  const process = await lab.spawn(lab.client, [
    ...["prometheus", `--config.file=${config}`],
    ...[`--web.listen-address=${ADDRESS}`],
    `--storage.tsdb.path=${join(folder, "data")}`,
  ], { ready: /Server is ready to receive web requests/ });
  const ask = async <Data>(path: string, ...more: readonly string[]) => {
    const url = `http://${ADDRESS}/api/v1/${path}`;
    const json = await lab.exec(lab.client, ["curl", "-s", url, ...more]);
    const { status, error, data }: Answer<Data> = JSON.parse(json);
    if (status !== "success") throw new Error(`Cannot ask ${path}: ${error}`);
    return data;
  };
  return {
    process,
    async query(expr) {
      const { result } = await ask<
        {
          readonly result: readonly {
            readonly metric: Readonly<Record<string, string>>;
            readonly value: readonly [number, string];
          }[];
        }
      >("query", "--data-urlencode", `query=${expr}`);
      return result.map(({ metric: { __name__, ...labels }, value }) => ({
        labels,
        value: Number(value[1]),
      }));
    },
    async firing() {
      const { alerts } = await ask<
        {
          readonly alerts: readonly {
            readonly state: string;
            readonly labels: Readonly<Record<string, string>>;
          }[];
        }
      >("alerts");
      return alerts.filter(({ state }) => state === "firing")
        .map(({ labels }) => labels);
    },
    [Symbol.asyncDispose]: () => process.stop(),
  };
}

/** The same rules, of shorter times. */
export function hurried(rules: string, by: number): string {
  const shorter = (minutes: string) =>
    `${Math.max(1, Math.round(60 * Number(minutes) / by))}s`;
  return rules
    .replaceAll(/\[(\d+)m\]/g, (_, minutes) => `[${shorter(minutes)}]`)
    .replaceAll(/for: (\d+)m/g, (_, minutes) => `for: ${shorter(minutes)}`);
}
